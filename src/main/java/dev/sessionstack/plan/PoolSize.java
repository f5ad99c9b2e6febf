package dev.sessionstack.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * How many replicas a pool of workers is to have: more at once, fewer only when fewer have been
 * enough for a while, as a HorizontalPodAutoscaler does it.
 *
 * @param replicas the decision
 * @param history to be handed in with the next question
 * @param reviewAt when the decision may change though the load does not; absent where it will not
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#stabilization-window">
 *     Stabilization window</a>
 */
public record PoolSize(int replicas, PoolHistory history, Optional<Instant> reviewAt) {

  /**
   * Decides.
   *
   * <p>A load that is not known changes nothing but what the limits ask for, and is no
   * recommendation. Without a history the current replicas count as recommended now, so an operator
   * that has just started shrinks no pool before a window has passed (R21).
   *
   * @param current replicas that the pool is to have as of now
   * @param load absent where it is not known
   */
  public static PoolSize of(
      PoolLimits limits, int current, Optional<PoolLoad> load, PoolHistory history, Instant now) {
    if (load.isEmpty()) {
      return new PoolSize(limits.clamp(current), history, Optional.empty());
    }
    var wanted = limits.recommendation(load.get());
    var past = history.asOf(now);
    if (past.recommendations().isEmpty()) {
      past = past.with(current, now, limits.window());
    }
    var recent = past.with(wanted, now, limits.window());
    var ceiling = recent.highest().orElseThrow();
    // What was recommended in the past may hold a pool up, and never makes it grow again.
    var replicas = limits.clamp(Math.max(wanted, Math.min(current, ceiling.replicas())));
    return new PoolSize(
        replicas,
        recent,
        replicas > wanted ? Optional.of(ceiling.until().plus(limits.window())) : Optional.empty());
  }
}
