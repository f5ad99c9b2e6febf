package dev.sessionstack.store;

import java.util.Set;

/** Which passwords a server accepts, as was seen after it was told. */
public sealed interface AccessReport {

  /**
   * It accepts those that it is to accept, and no others.
   *
   * @param digests of them
   */
  record Told(Set<String> digests) implements AccessReport {
    public Told {
      digests = Set.copyOf(digests);
    }
  }

  /** It was told, and does otherwise. */
  record Refused() implements AccessReport {}

  /** It accepts none of those that are known, so it cannot be told. */
  record LockedOut() implements AccessReport {}

  /** It could not be asked; what is wrong with it, its {@link StoreReport} says. */
  record Unanswered() implements AccessReport {}
}
