package dev.sessionstack.store;

import java.util.concurrent.TimeUnit;

/**
 * How much of a store is read at a time, and how fast. Pages are small, since the server answers
 * nobody else while it works on one; and there are several in a second, not a burst now and then.
 */
final class Pace {

  private static final int MOST_KEYS = 500;
  private static final int LEAST_KEYS = 10;

  /** Before it is known how big records are. */
  private static final int FIRST_KEYS = 50;

  /** Bytes of values in a page: they wait in the memory of the server until they are sent. */
  private static final long PAGE_BYTES = 1 << 20;

  /** Who asks the server for something else waits for a page: two milliseconds for 500 keys. */
  private static final int PAGES_PER_SECOND = 200;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int keysPerSecond;
  private long due = System.nanoTime();

  /**
   * @param keysPerSecond 0 for as many as there is time for
   */
  Pace(int keysPerSecond) {
    this.keysPerSecond = keysPerSecond;
  }

  /**
   * Keys in the next page.
   *
   * @param valueBytes the size of a value on average, as far as it is known; else 0
   */
  int keys(long valueBytes) {
    var bySize = valueBytes == 0 ? FIRST_KEYS : PAGE_BYTES / valueBytes;
    var byBudget = keysPerSecond == 0 ? MOST_KEYS : keysPerSecond / PAGES_PER_SECOND;
    return (int) Math.max(LEAST_KEYS, Math.min(MOST_KEYS, Math.min(bySize, byBudget)));
  }

  /**
   * Nanoseconds until a page may be asked for. Time that was lost is not made good by haste.
   *
   * @param keys in the page before it
   */
  long pause(int keys) {
    if (keysPerSecond == 0) {
      return 0;
    }
    var now = System.nanoTime();
    due = Math.max(due, now - SECOND / PAGES_PER_SECOND) + keys * SECOND / keysPerSecond;
    return Math.max(0, due - now);
  }
}
