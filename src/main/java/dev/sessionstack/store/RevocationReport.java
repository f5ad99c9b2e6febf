package dev.sessionstack.store;

/** How a revocation went. */
public sealed interface RevocationReport {

  /** Whether nothing more will come. */
  default boolean isFinal() {
    return !(this instanceof Interrupted);
  }

  /**
   * They are ended, and stay so.
   *
   * @param sessions how many there were
   */
  record Ended(long sessions) implements RevocationReport {}

  /**
   * It is begun again in a moment.
   *
   * @param message what was in the way; the same text for the same fault
   */
  record Interrupted(String message) implements RevocationReport {}

  /**
   * The app's user may not do what it takes.
   *
   * @param message what it may not do
   */
  record NotPermitted(String message) implements RevocationReport {}

  /**
   * Somebody writes them again and again.
   *
   * @param sessions how many were ended at least once
   */
  record Returning(long sessions) implements RevocationReport {}
}
