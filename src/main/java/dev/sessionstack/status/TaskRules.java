package dev.sessionstack.status;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.WorkerPlan;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.StoreReport;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether tasks are sent on time and worked on. */
final class TaskRules {

  static final String WORKERS_READY = "WorkersReady";
  static final String SCHEDULER_READY = "SchedulerReady";

  private static final String UNMEASURED =
      "the queues cannot be measured, so pools keep their size: ";

  /** Of all pools; the first that is in trouble speaks for them. */
  static Optional<Verdict> workersReady(Facts facts, Instant now) {
    var pools = facts.plan().workers();
    if (pools.isEmpty()) {
      return Optional.empty();
    }
    var obstacle =
        facts
            .obstacle(WORKERS_READY, Component.WORKERS)
            .or(() -> pools.stream().flatMap(pool -> held(facts, pool).stream()).findFirst());
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (facts.hibernated()) {
      return ComponentRules.hibernated(WORKERS_READY);
    }
    var healths = pools.stream().map(facts.live()::poolHealth).toList();
    var sick = healths.stream().filter(health -> !health.isReady()).findFirst();
    var working = healths.stream().anyMatch(health -> !"Idle".equals(health.reason()));
    return QueueRules.stuck(facts, now)
        .or(() -> sick.map(health -> ComponentRules.of(WORKERS_READY, health)))
        .or(() -> unmeasured(facts))
        .or(
            () ->
                Optional.of(
                    Verdict.yes(WORKERS_READY, working ? "Serving" : "Idle", summary(facts))));
  }

  /**
   * Whether the tasks of a pool are not done: it has no instance that works, or none that takes.
   */
  static boolean nobodyWorks(Verdict workersReady, Facts facts) {
    return QueueRules.isStuck(workersReady)
        || facts.plan().workers().stream()
            .anyMatch(
                pool ->
                    !facts.live().poolHealth(pool).isReady() && !facts.live().pool(pool).serves(1));
  }

  static Optional<Verdict> schedulerReady(Facts facts) {
    if (facts.plan().scheduler().isEmpty()) {
      return Optional.empty();
    }
    var obstacle = facts.obstacle(SCHEDULER_READY, Component.SCHEDULER);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    return facts.hibernated()
        ? ComponentRules.hibernated(SCHEDULER_READY)
        : Optional.of(ComponentRules.of(SCHEDULER_READY, facts.live().schedulerHealth()));
  }

  private static Optional<Verdict> held(Facts facts, WorkerPlan pool) {
    return facts.plan().holds(pool).stream()
        .findFirst()
        .map(problem -> Verdict.no(WORKERS_READY, problem.reason(), problem.message()));
  }

  /** A store that does not serve is StoreReady's to tell; here it serves, and hides its queues. */
  private static Optional<Verdict> unmeasured(Facts facts) {
    if (facts.reports().store().isEmpty() || facts.reports().queues().isEmpty()) {
      return facts.remembered(WORKERS_READY).filter(v -> v.message().startsWith(UNMEASURED));
    }
    var serves = facts.reports().store().get() instanceof StoreReport.Serving;
    return facts
        .reports()
        .queues()
        .filter(report -> serves && report instanceof QueueReport.Unknown)
        .map(QueueReport.Unknown.class::cast)
        .map(
            unknown -> Verdict.no(WORKERS_READY, unknown.reason(), UNMEASURED + unknown.message()));
  }

  /** Without numbers that change with every task: those are in status.workers. */
  private static String summary(Facts facts) {
    return facts.plan().workers().stream()
        .map(pool -> pool.name() + ": " + facts.live().poolHealth(pool).reason())
        .collect(Collectors.joining(", "));
  }

  private TaskRules() {}
}
