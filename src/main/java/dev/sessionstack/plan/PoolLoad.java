package dev.sessionstack.plan;

/**
 * The work that a pool of workers has before it: the sum over its queues.
 *
 * @param ready messages that wait
 * @param unacked messages that workers hold; a pool that shrinks below them stops in its work (R18)
 */
public record PoolLoad(long ready, long unacked) {

  /** All of it; not more than a long can hold. */
  long tasks() {
    var sum = Math.max(0, ready) + Math.max(0, unacked);
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
