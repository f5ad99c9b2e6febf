package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus.Queue;
import dev.sessionstack.api.SessionStackStatus.Worker;
import dev.sessionstack.plan.WorkerPlan;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import java.util.List;

/** Pools and queues in numbers. */
final class TaskFigures {

  static List<Worker> workers(Facts facts) {
    return facts.plan().workers().stream().map(pool -> worker(pool, facts)).toList();
  }

  /** Tasks that wait; null where there are no queues, or where they are not known. */
  static Long queued(Facts facts) {
    var depths = depths(facts);
    return depths.isEmpty()
        ? null
        : Figures.rounded(depths.stream().mapToLong(QueueDepth::ready).sum());
  }

  private static Worker worker(WorkerPlan pool, Facts facts) {
    var fleet = facts.live().pool(pool);
    return new Worker(
        pool.name(),
        fleet.replicas(),
        fleet.ready(),
        depths(facts).stream()
            .filter(depth -> pool.queues().contains(depth.name()))
            .map(
                depth ->
                    new Queue(
                        depth.name(),
                        Figures.rounded(depth.ready()),
                        Figures.rounded(depth.unacked())))
            .toList());
  }

  private static List<QueueDepth> depths(Facts facts) {
    return facts
        .reports()
        .queues()
        .filter(QueueReport.Depths.class::isInstance)
        .map(QueueReport.Depths.class::cast)
        .map(QueueReport.Depths::queues)
        .orElse(List.of());
  }

  private TaskFigures() {}
}
