package dev.sessionstack.reconcile;

import dev.sessionstack.plan.PoolDemand;
import dev.sessionstack.plan.PoolHistory;
import dev.sessionstack.plan.PoolSize;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.WorkerPlan;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.StackId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was recommended for pools of workers lately. An operator that restarts forgets it, and keeps
 * the live number for a window (R21).
 */
final class PoolMemory {

  private record Pool(Set<String> queues, PoolHistory history) {}

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Map<StackId, Map<String, Pool>> known = new ConcurrentHashMap<>();

  /** Stacks with a pool that follows its queues since the last pass. */
  private final Set<StackId> newcomers = ConcurrentHashMap.newKeySet();

  private final Clock clock;

  PoolMemory(Clock clock) {
    this.clock = clock;
  }

  /**
   * The demand on each pool.
   *
   * @param replicas that pools are to have as of now, by name
   */
  Map<String, PoolDemand> demands(
      StackId id, Map<String, Integer> replicas, Optional<QueueReport> report) {
    var demands = new HashMap<String, PoolDemand>();
    known
        .getOrDefault(id, Map.of())
        .forEach(
            (name, pool) ->
                demands.put(
                    name,
                    new PoolDemand(
                        replicas.getOrDefault(name, 0),
                        report
                            .filter(QueueReport.Depths.class::isInstance)
                            .map(QueueReport.Depths.class::cast)
                            .flatMap(depths -> depths.load(pool.queues())),
                        pool.history(),
                        clock.instant())));
    // A pool that is new to this operator: its number stays until its queues are measured.
    replicas.forEach(
        (name, count) ->
            demands.putIfAbsent(
                name, new PoolDemand(count, Optional.empty(), PoolHistory.NONE, clock.instant())));
    return demands;
  }

  /** Remembers what was decided. */
  void keep(StackId id, StackPlan plan) {
    var pools = new HashMap<String, Pool>();
    for (var pool : plan.workers()) {
      if (pool.limits().isPresent()) {
        var history = pool.size().map(PoolSize::history).orElse(PoolHistory.NONE);
        pools.put(pool.name(), new Pool(Set.copyOf(pool.queues()), history));
      }
    }
    var before = known.getOrDefault(id, Map.of()).keySet();
    if (before.containsAll(pools.keySet())) {
      newcomers.remove(id);
    } else {
      newcomers.add(id);
    }
    if (pools.isEmpty()) {
      known.remove(id);
    } else {
      known.put(id, pools);
    }
  }

  /**
   * Until a decision may change though the queues do not; absent where none will. A pool that has
   * just begun to follow its queues was planned without them.
   */
  Optional<Duration> review(StackId id, StackPlan plan) {
    return newcomers.contains(id) ? Optional.of(SOON) : review(plan);
  }

  private Optional<Duration> review(StackPlan plan) {
    return plan.workers().stream()
        .map(WorkerPlan::size)
        .flatMap(Optional::stream)
        .map(PoolSize::reviewAt)
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(at -> Duration.between(clock.instant(), at))
        .map(wait -> wait.compareTo(SOON) < 0 ? SOON : wait);
  }

  void forget(StackId id) {
    known.remove(id);
    newcomers.remove(id);
  }
}
