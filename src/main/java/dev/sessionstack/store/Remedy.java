package dev.sessionstack.store;

import java.time.Duration;
import java.util.Optional;

/** What puts a session right. */
sealed interface Remedy {

  /**
   * How long a session must be over before it is removed: the clocks of the app, of the server and
   * of the operator may differ by so much. A session that is in use is never over for so long, as
   * its app moves its end before it comes.
   */
  Duration MARGIN = Duration.ofSeconds(60);

  /** An end that is further away is no time, but for instance one in milliseconds. */
  Duration FAR = Duration.ofDays(3650);

  /** It is over. */
  record Removal() implements Remedy {}

  /**
   * It has no TTL.
   *
   * @param millis when it is to end, since 1970, by the clock of the server
   */
  record End(long millis) implements Remedy {}

  /**
   * The remedy for what a key holds; absent where nothing is wrong with it, or where it is no
   * record.
   *
   * @param now in milliseconds, by the operator's clock
   * @param serverNow the same, by the server's
   * @param ttl for a session whose record does not tell when it ends
   */
  static Optional<Remedy> of(SessionLook look, long now, long serverNow, Duration ttl) {
    if (look.isGone() || look.isMalformed()) {
      return Optional.empty();
    }
    var end = look.expireAt().map(seconds -> seconds * 1000);
    if (end.filter(e -> e + MARGIN.toMillis() < Math.min(now, serverNow)).isPresent()) {
      return Optional.of(new Removal());
    }
    if (look.hasTtl()) {
      return Optional.empty();
    }
    return Optional.of(
        new End(
            end.filter(e -> e < serverNow + FAR.toMillis())
                .map(e -> Math.max(Math.round(e), serverNow + MARGIN.toMillis()))
                .orElse(serverNow + ttl.toMillis())));
  }
}
