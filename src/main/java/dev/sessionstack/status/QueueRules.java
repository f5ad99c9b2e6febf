package dev.sessionstack.status;

import dev.sessionstack.plan.WorkerPlan;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport.Depths;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether workers take the tasks that wait for them.
 *
 * <p>A queue is stuck when its pool had an instance for all of {@code stuckAfter} and none of them
 * took a task. What is at work does not count: a task that hangs looks like one that takes long,
 * and how long tasks may take is what {@code terminationGracePeriod} and {@code stuckAfter} say.
 * One task that is taken ends it.
 */
final class QueueRules {

  /**
   * Tasks that wait while somebody could take them.
   *
   * @param queue in which they wait
   * @param pool that should take them
   * @param at when the queue is stuck, if none is taken until then
   */
  private record Wait(String queue, WorkerPlan pool, Instant at) {}

  /** The queue that has been stuck for longest, if one is. */
  static Optional<Verdict> stuck(Facts facts, Instant now) {
    var before = facts.remembered(TaskRules.WORKERS_READY).filter(QueueRules::isStuck);
    if (facts.reports().queues().isEmpty()) {
      return before;
    }
    return waits(facts)
        // What was stuck before this operator started is so until a task is taken.
        .filter(
            wait ->
                !wait.at().isAfter(now)
                    || before.filter(v -> v.message().startsWith(subject(wait))).isPresent())
        .min(Comparator.comparing(Wait::at))
        .map(
            wait ->
                Verdict.no(
                    TaskRules.WORKERS_READY,
                    "QueueStuck",
                    subject(wait) + advice(wait.pool(), facts)));
  }

  /** Whether that is what a verdict says. */
  static boolean isStuck(Verdict verdict) {
    return "QueueStuck".equals(verdict.reason());
  }

  /** When the next queue is stuck, if no task is taken until then; absent where none can be. */
  static Optional<Instant> due(Facts facts, Instant now) {
    return waits(facts).map(Wait::at).filter(at -> at.isAfter(now)).min(Instant::compareTo);
  }

  private static Stream<Wait> waits(Facts facts) {
    if (facts.hibernated()) {
      return Stream.empty();
    }
    var depths =
        facts
            .reports()
            .queues()
            .filter(Depths.class::isInstance)
            .map(report -> ((Depths) report).queues())
            .orElse(List.of());
    return facts.plan().workers().stream()
        .flatMap(pool -> depths.stream().flatMap(depth -> wait(facts, pool, depth).stream()));
  }

  private static Optional<Wait> wait(Facts facts, WorkerPlan pool, QueueDepth depth) {
    var since =
        Stream.of(depth.times().untouched(), facts.live().pool(pool).readySince())
            .filter(Optional::isPresent)
            .map(Optional::get)
            .toList();
    return since.size() == 2 && pool.queues().contains(depth.name())
        ? since.stream()
            .max(Instant::compareTo)
            .map(at -> new Wait(depth.name(), pool, at.plus(pool.stuckAfter())))
        : Optional.empty();
  }

  private static String subject(Wait wait) {
    return WorkerPlan.field(wait.pool().name()) + ": tasks wait in queue " + wait.queue() + ", ";
  }

  private static String advice(WorkerPlan pool, Facts facts) {
    var none = "and no instance has taken one for " + text(pool.stuckAfter()) + "; ";
    var alive = TaskFigures.alive(pool, facts).orElse(-1);
    if (alive == 0) {
      return none + "none sends heartbeats any more: see their logs, and delete the pods";
    }
    return none
        + (alive > 0 ? "their workers live: " : "")
        + "see whether they listen to this queue, and whether their tasks hang; if a task may take"
        + " so long, raise stuckAfter";
  }

  /** As the spec would have it. */
  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private QueueRules() {}
}
