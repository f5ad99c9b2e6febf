package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Queue;
import dev.sessionstack.api.SessionStackStatus.Worker;
import dev.sessionstack.plan.WorkerPlan;
import dev.sessionstack.store.HeartbeatReport;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Pools and queues in numbers. */
final class TaskFigures {

  static List<Worker> workers(Facts facts) {
    return facts.plan().workers().stream().map(pool -> worker(pool, facts)).toList();
  }

  /** Tasks that wait; null where there are no queues, or where they never were known. */
  static Long queued(Facts facts) {
    return depths(facts)
        .map(depths -> Figures.rounded(depths.stream().mapToLong(QueueDepth::ready).sum()))
        .or(() -> last(facts).map(SessionStackStatus::queued))
        .orElse(null);
  }

  private static Worker worker(WorkerPlan pool, Facts facts) {
    var fleet = facts.live().pool(pool);
    return new Worker(
        pool.name(),
        fleet.replicas(),
        fleet.ready(),
        alive(pool, facts).orElse(null),
        queues(facts).stream().filter(queue -> pool.queues().contains(queue.name())).toList());
  }

  /**
   * Instances that live, by what their workers said of themselves. Absent where none of those that
   * there are now ever said anything: workers may have been told not to.
   */
  static Optional<Integer> alive(WorkerPlan pool, Facts facts) {
    return facts
        .reports()
        .heartbeats()
        .map(report -> heard(report, facts.live().pool(pool).hosts()))
        .orElseGet(
            () ->
                last(facts).stream()
                    .flatMap(status -> status.workers().stream())
                    .filter(worker -> worker.name().equals(pool.name()))
                    .flatMap(worker -> Stream.ofNullable(worker.aliveReplicas()))
                    .findFirst());
  }

  private static Optional<Integer> heard(HeartbeatReport report, Set<String> hosts) {
    if (!(report instanceof HeartbeatReport.Heard heard)) {
      return Optional.empty();
    }
    var alive = hosts.stream().filter(heard.alive()::contains).count();
    return alive > 0 || hosts.stream().anyMatch(heard.silent()::contains)
        ? Optional.of((int) alive)
        : Optional.empty();
  }

  /** From the last reading that got through: what is not known now is no change (R2). */
  private static List<Queue> queues(Facts facts) {
    return depths(facts)
        .map(
            depths ->
                depths.stream()
                    .map(
                        depth ->
                            new Queue(
                                depth.name(),
                                Figures.rounded(depth.ready()),
                                Figures.rounded(depth.unacked()),
                                depth.times().oldestReady().map(Instant::toString).orElse(null),
                                depth.times().oldestUnacked().map(Instant::toString).orElse(null)))
                    .toList())
        .orElseGet(
            () ->
                last(facts).stream()
                    .flatMap(status -> status.workers().stream())
                    .flatMap(worker -> worker.queues().stream())
                    .distinct()
                    .toList());
  }

  private static Optional<SessionStackStatus> last(Facts facts) {
    return facts.previous().filter(status -> !facts.plan().workers().isEmpty());
  }

  private static Optional<List<QueueDepth>> depths(Facts facts) {
    return facts
        .reports()
        .queues()
        .filter(QueueReport.Depths.class::isInstance)
        .map(QueueReport.Depths.class::cast)
        .map(QueueReport.Depths::queues);
  }

  private TaskFigures() {}
}
