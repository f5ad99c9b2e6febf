package dev.sessionstack.store;

import java.util.Optional;

/**
 * What a census put right.
 *
 * @param ended sessions that had no TTL and were given one
 * @param removed sessions that were over and were removed
 * @param denied why nothing can be put right, if so; the same text for the same fault
 */
public record Repairs(long ended, long removed, Optional<String> denied) {

  /** Nothing was. */
  public static final Repairs NONE = new Repairs(0, 0, Optional.empty());
}
