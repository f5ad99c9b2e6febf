package dev.sessionstack.store;

/** What one census found. It holds no times, like {@link StoreReport}. */
public sealed interface CensusReport {

  /**
   * The sessions were counted.
   *
   * @param sessions how many there are, and of what kind; what was put right counts as it is now
   * @param repairs what was put right
   */
  record Counted(SessionCount sessions, Repairs repairs) implements CensusReport {}

  /**
   * The sessions were not counted, which says nothing of how many there are: the figures of the
   * last census stand.
   *
   * @param reason the name of a {@link StoreReport.Reason}, or {@link #PERMISSION_DENIED}
   * @param message what is wrong; the same text for the same fault
   */
  record Unknown(String reason, String message) implements CensusReport {}

  /** The user of the app may not read what a census reads. */
  String PERMISSION_DENIED = "PermissionDenied";
}
