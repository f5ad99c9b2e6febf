package dev.sessionstack.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Since when things are as they are in a queue: times and not ages, so that a queue in which
 * nothing happens is no news.
 *
 * @param oldestReady the task that has waited longest has waited since then, or longer: absent
 *     where that is less than a minute, or not known. A full minute. It is when the app sent the
 *     task, where its messages say so, and else when the operator first saw it as the next to be
 *     taken
 * @param oldestUnacked when the task was taken that a worker holds longest; absent and full as the
 *     other. Tasks that wait for their ETA are held, too
 * @param untouched tasks wait and none was taken since then, as far as the operator has seen;
 *     absent where none waits, where one was taken just now, and where it cannot be seen
 */
public record QueueTimes(
    Optional<Instant> oldestReady, Optional<Instant> oldestUnacked, Optional<Instant> untouched) {

  /** Nothing is known. */
  public static final QueueTimes NONE =
      new QueueTimes(Optional.empty(), Optional.empty(), Optional.empty());
}
