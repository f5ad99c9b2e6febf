package dev.sessionstack.store;

import java.util.Optional;

/**
 * The memory of a store.
 *
 * @param usedPercent of maxmemory; absent where that is unlimited
 * @param full whether {@code maxmemory} is reached, so that a write evicts something or is refused
 * @param evictionPolicy what a write does then, in Redis' words: {@code noeviction}, {@code
 *     allkeys-lru}
 * @param fragmentationPercent memory of the process in percent of that of its data, in steps of 10;
 *     absent where it does no harm: within maxmemory, what is free inside of the process is used
 *     again
 */
public record MemoryInfo(
    Optional<Integer> usedPercent,
    boolean full,
    String evictionPolicy,
    Optional<Integer> fragmentationPercent) {

  /**
   * Without maxmemory, so much more than its data takes is worth a word; Redis' own defragmentation
   * begins there, too.
   *
   * @see <a
   *     href="https://github.com/redis/redis/blob/7.0/redis.conf">active-defrag-ignore-bytes</a>
   */
  private static final long WORTH_A_WORD = 100L << 20;

  static MemoryInfo of(InfoText info) {
    var max = info.number("maxmemory");
    var used = info.number("used_memory");
    // Buffers for replicas and for the log do not count when the server decides to evict.
    var counted = used - info.number("mem_not_counted_for_evict");
    return new MemoryInfo(
        max == 0 ? Optional.empty() : Optional.of((int) Math.round(100.0 * used / max)),
        max > 0 && counted >= max,
        info.text("maxmemory_policy").orElse("noeviction"),
        fragmentation(info.number("used_memory_rss"), used, max));
  }

  private static Optional<Integer> fragmentation(long resident, long used, long max) {
    var harmful = max > 0 ? resident > max : resident - used > WORTH_A_WORD;
    return harmful && used > 0
        ? Optional.of((int) (10.0 * resident / used) * 10)
        : Optional.empty();
  }

  /** Whether a full store makes room by removing whatever it holds, TTL or none. */
  public boolean evictsAnything() {
    return usedPercent.isPresent() && evictionPolicy.startsWith("allkeys-");
  }

  /** Whether a full store refuses writes. */
  public boolean refusesWhenFull() {
    return evictionPolicy.equals("noeviction");
  }
}
