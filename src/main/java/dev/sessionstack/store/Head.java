package dev.sessionstack.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The message of a list that is taken next. Two are the same message where their digests are equal.
 *
 * @param digest of it; the message itself never leaves the broker
 * @param sent when, where the app stamps its messages
 */
record Head(String digest, Optional<Instant> sent) {

  /** What {@link Heads} lets the broker say of a message: digest, blank, seconds or nothing. */
  static Optional<Head> of(byte[] answer) {
    var parts = Kombu.text(answer).split(" ", -1);
    if (parts.length != 2 || parts[0].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Head(parts[0], sent(parts[1])));
  }

  private static Optional<Instant> sent(String seconds) {
    return seconds.matches("[0-9]{1,12}") ? Kombu.time(Long.parseLong(seconds)) : Optional.empty();
  }
}
