package dev.sessionstack.plan;

import java.time.Duration;

/**
 * How a pool of workers may be scaled. What makes no sense is made the nearest that does.
 *
 * @param min replicas, at least; 0 lets an idle pool go away
 * @param max replicas, at most; at least 1 and {@code min}
 * @param concurrency tasks that a replica runs at once
 * @param tasksPerWorker tasks that may wait, or run, for each of those
 * @param window how long fewer replicas must have been enough before there are fewer
 */
public record PoolLimits(int min, int max, int concurrency, int tasksPerWorker, Duration window) {
  public PoolLimits {
    min = Math.max(0, min);
    max = Math.max(Math.max(1, min), max);
    concurrency = Math.max(1, concurrency);
    tasksPerWorker = Math.max(1, tasksPerWorker);
    window = window.isNegative() ? Duration.ZERO : window;
  }

  /**
   * Replicas for a load; at least one while there is any.
   *
   * <p>Where pools share a queue, each counts all of it. A message that a worker holds does not say
   * whose worker that is, so a pool that counted a share could shrink while it works. The price is
   * that such pools together are larger than need be, each within its own maximum.
   */
  int recommendation(PoolLoad load) {
    var perReplica = (long) concurrency * tasksPerWorker;
    var tasks = load.tasks();
    var enough = tasks / perReplica + (tasks % perReplica == 0 ? 0 : 1);
    return (int) Math.max(min, Math.min(max, enough));
  }

  /** The nearest number of replicas within the limits. */
  int clamp(int replicas) {
    return Math.max(min, Math.min(max, replicas));
  }
}
