package dev.sessionstack.status;

import dev.sessionstack.plan.HealthPlan;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport.Serving;
import dev.sessionstack.store.StoreTrend;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a store that serves, and from when on it is trouble. A trouble that was said
 * last is said until it is seen to be over: its figure is clearly below the threshold, or the whole
 * window has passed without it. So none flaps, and an operator that starts again forgets none.
 *
 * @param info what the store says of itself; it says nothing to a user who may not ask
 * @param trend what several looks tell
 * @param refusesWrites whether it refuses every write, since it cannot save
 * @param limits from when on something is trouble
 * @param managed whether it is ours
 * @param broker whether Celery's queues are in it
 * @param said the reasons of the troubles that were said last
 */
record StoreView(
    StoreInfo info,
    StoreTrend trend,
    boolean refusesWrites,
    HealthPlan limits,
    boolean managed,
    boolean broker,
    Set<String> said) {

  static StoreView of(Serving serving, Facts facts) {
    var plan = facts.plan();
    return new StoreView(
        serving.info().orElse(StoreInfo.UNKNOWN),
        serving.trend(),
        serving.refusesWrites(),
        plan.store().health(),
        plan.store().managed().isPresent(),
        plan.broker().isPresent(),
        facts.lastStore().map(store -> Set.copyOf(store.troubles())).orElse(Set.of()));
  }

  /**
   * Whether a figure is too high.
   *
   * @param figure absent where it cannot be
   * @param raised from which on it is
   * @param cleared below which it is no more
   */
  boolean isHigh(String reason, Optional<Integer> figure, long raised, long cleared) {
    return figure.filter(f -> f >= (said.contains(reason) ? cleared : raised)).isPresent();
  }

  /** Whether something happened within the window, or may have before we looked. */
  boolean happened(String reason, long times, long limit) {
    return times >= limit || said.contains(reason) && !trend.whole();
  }

  /** The window, as it is written in the spec. */
  String window() {
    return text(limits.window());
  }

  static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
