package dev.sessionstack.store;

import java.time.Duration;

/**
 * The times that a {@link Watch} keeps, beside those between answers.
 *
 * @param apart between the first looks at two targets. One new target is looked at without delay,
 *     and those of a thousand, after a restart, do not come all at once; as each is asked again so
 *     long after its answer, the looks that follow are as far apart
 * @param patience for one answer. Whoever asks has timeouts that are shorter; this is for the day
 *     when one does not hold
 * @param afterFault the pause after a question that ended in an exception: a fault of ours, so in
 *     no hurry
 * @param secondLook between two looks at something that has just stopped to answer
 */
record WatchTimes(Duration apart, Duration patience, Duration afterFault, Duration secondLook) {

  /** For what answers within seconds. */
  static final WatchTimes USUAL =
      new WatchTimes(
          Duration.ofMillis(5),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  /** The same for what takes its time. */
  WatchTimes withPatience(Duration time) {
    return new WatchTimes(apart, time, afterFault, secondLook);
  }
}
