package dev.sessionstack.store;

import com.carrotsearch.hppc.LongHashSet;
import java.time.Clock;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.apache.datasketches.hash.MurmurHash3;
import org.apache.datasketches.theta.UpdateSketch;

/**
 * Adds up what is found. It takes the same memory for a million sessions as for a hundred million,
 * about 9 MiB, since it keeps none of them: of keys a hash, of users a sketch, of sizes a
 * histogram.
 *
 * @see <a href="https://datasketches.apache.org/docs/Theta/ThetaSketches.html">Theta sketches</a>
 */
final class SessionTally {

  /**
   * Keys that are remembered, since SCAN may return one twice while the server's table grows or
   * shrinks, and so may a census that goes on after its connection was lost. What comes after them
   * and twice, is counted twice.
   *
   * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN guarantees</a>
   */
  static final int MOST_KEYS = 750_000;

  /** Users up to which a sketch is exact; its error then is below 1 %. */
  private static final int EXACT_USERS = 16_384;

  private static final double SOON = Duration.ofMinutes(5).toSeconds();
  private static final int SEED = 2026;

  private final Clock clock;
  private final LongHashSet counted = new LongHashSet();
  private final UpdateSketch users = UpdateSketch.builder().setNominalEntries(EXACT_USERS).build();
  private final Histogram sizes = new Histogram(2);
  private long active;
  private long expired;
  private long malformed;
  private long withoutTtl;
  private long endingSoon;
  private long bytes;
  private long largest;

  SessionTally(Clock clock) {
    this.clock = clock;
  }

  static long hash(byte[] key) {
    return MurmurHash3.hash(key, SEED)[0];
  }

  /** Whether a key of this hash was counted. */
  synchronized boolean knows(long hash) {
    return counted.contains(hash);
  }

  /** Whether there are more keys than are remembered. */
  synchronized boolean isFull() {
    return counted.size() >= MOST_KEYS;
  }

  /** Counts what a key holds, once. */
  synchronized void add(SessionLook look) {
    if (look.isGone() || !isNew(look.hash())) {
      return;
    }
    if (look.isMalformed()) {
      malformed++;
      return;
    }
    bytes += look.bytes();
    largest = Math.max(largest, look.bytes());
    sizes.recordValue(look.bytes());
    if (!look.hasTtl()) {
      withoutTtl++;
    }
    var left = left(look);
    if (left < 0) {
      expired++;
      return;
    }
    active++;
    look.username().ifPresent(users::update);
    if (left <= SOON) {
      endingSoon++;
    }
  }

  /** The size of a record on average, so far; 0 before the first. */
  synchronized long averageBytes() {
    return active + expired == 0 ? 0 : bytes / (active + expired);
  }

  synchronized SessionCount count(boolean approximate) {
    return new SessionCount(
        active,
        expired,
        malformed,
        withoutTtl,
        Math.round(users.getEstimate()),
        endingSoon,
        bytes,
        Math.min(largest, sizes.getValueAtPercentile(99)),
        largest,
        approximate);
  }

  private boolean isNew(long hash) {
    return counted.size() < MOST_KEYS ? counted.add(hash) : !counted.contains(hash);
  }

  /** Seconds until a session ends, by its record or by its TTL, whichever comes first. */
  private double left(SessionLook look) {
    var byTtl = look.hasTtl() ? look.ttl() / 1000.0 : Double.MAX_VALUE;
    var byRecord =
        look.expireAt().map(end -> end - clock.millis() / 1000.0).orElse(Double.MAX_VALUE);
    return Math.min(byTtl, byRecord);
  }
}
