package dev.sessionstack.store;

/**
 * The work in one queue.
 *
 * @param name of the queue
 * @param ready messages that wait, of all priorities
 * @param unacked messages that a worker holds and has not acknowledged: prefetched, running with
 *     {@code acks_late}, or waiting for their ETA. Without {@code acks_late} a task that runs is
 *     acknowledged, and in none of these numbers
 * @param approximate whether {@code unacked} is an estimate; never below 1 then, as an estimate may
 *     not say that there is nothing
 * @param times since when
 */
public record QueueDepth(
    String name, long ready, long unacked, boolean approximate, QueueTimes times) {

  /** Of which no times are known. */
  public QueueDepth(String name, long ready, long unacked, boolean approximate) {
    this(name, ready, unacked, approximate, QueueTimes.NONE);
  }
}
