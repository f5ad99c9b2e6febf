package dev.sessionstack.reconcile;

import static dev.sessionstack.reconcile.StackMeter.counter;
import static dev.sessionstack.reconcile.StackMeter.counters;
import static dev.sessionstack.reconcile.StackMeter.gauge;
import static dev.sessionstack.reconcile.StackMeter.gauges;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Worker;
import dev.sessionstack.reconcile.StackMeter.Figure;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The table of all that is measured of a stack, which {@code docs/metrics.md} explains. Names are
 * by Prometheus' conventions. No label holds what a user of the app brought along.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>
 */
final class StackMeters {

  static final List<StackMeter> ALL =
      List.of(
          gauges(
              "sessionstack_condition",
              "1 for each condition of a stack, with its status and reason.",
              List.of("type", "status", "reason"),
              StackMeters::conditions),
          counters(
              "sessionstack_reconciliations",
              "Reconciliations since the operator started, by whether all could be applied.",
              List.of("result"),
              stack ->
                  Stream.of(
                      Figure.of(stack.passes().complete(), "complete"),
                      Figure.of(stack.passes().incomplete(), "incomplete"))),
          gauge(
              "sessionstack_ui_replicas",
              "UI instances that exist.",
              status(SessionStackStatus::replicas)),
          gauge(
              "sessionstack_ui_replicas_ready",
              "UI instances that can serve.",
              status(SessionStackStatus::readyReplicas)),
          gauges(
              "sessionstack_worker_replicas",
              "Instances of a pool of workers that exist.",
              List.of("pool"),
              workers(Worker::replicas)),
          gauges(
              "sessionstack_worker_replicas_ready",
              "Instances of a pool of workers that can work.",
              List.of("pool"),
              workers(Worker::readyReplicas)),
          gauges(
              "sessionstack_queue_tasks",
              "Tasks in a queue: ready ones wait, unacked ones are held by a worker.",
              List.of("queue", "state"),
              StackMeters::queues),
          gauges(
              "sessionstack_sessions",
              "Session records in the store. Expired ones should be gone, malformed ones are none.",
              List.of("state"),
              StackMeters::sessions),
          gauge(
              "sessionstack_sessions_without_ttl",
              "Session records that have no TTL and would stay for ever.",
              sessions(SessionCount::withoutTtl)),
          gauge(
              "sessionstack_sessions_ending_soon",
              "Active sessions that end within five minutes, unless they are used.",
              sessions(SessionCount::endingSoon)),
          gauge(
              "sessionstack_session_bytes",
              "Size of all session records together, as the app wrote them.",
              sessions(SessionCount::bytes)),
          gauge(
              "sessionstack_session_p99_bytes",
              "The size that one session record in a hundred exceeds.",
              sessions(SessionCount::p99Bytes)),
          gauge(
              "sessionstack_session_largest_bytes",
              "The size of the largest session record.",
              sessions(SessionCount::largestBytes)),
          gauge(
              "sessionstack_census_approximate",
              "Whether the last census ended before it had seen all, so that there are more: 1 or 0.",
              stack -> count(stack).map(SessionCount::approximate).map(bit())),
          gauge(
              "sessionstack_session_users",
              "Different users among the active sessions.",
              sessions(SessionCount::users)),
          gauge(
              "sessionstack_store_up",
              "Whether the session store serves the app: 1 or 0.",
              stack ->
                  stack.reports().store().map(StoreReport.Serving.class::isInstance).map(bit())),
          gauges(
              "sessionstack_store_info",
              "1, with what the store says it is.",
              List.of("version", "role"),
              stack ->
                  info(stack).map(i -> Figure.of(1, i.version(), i.replication().role())).stream()),
          gauge(
              "sessionstack_store_memory_used_ratio",
              "Used memory of the store, of its maxmemory: 1 is full.",
              stack -> info(stack).flatMap(i -> i.memory().usedPercent()).map(p -> p / 100.0)),
          gauge(
              "sessionstack_store_clients_used_ratio",
              "Connections to the store, of its maxclients.",
              stack -> info(stack).flatMap(StoreInfo::clientsPercent).map(p -> p / 100.0)),
          gauge(
              "sessionstack_store_replication_lag_seconds",
              "Since the store and its primary or a replica last heard of each other.",
              stack -> info(stack).map(i -> i.replication().lagSeconds())),
          counter(
              "sessionstack_store_evicted_keys",
              "Keys that the store has evicted since it started.",
              store(StoreInfo::evictedKeys)),
          counter(
              "sessionstack_store_rejected_connections",
              "Connections that the store has rejected since it started.",
              store(StoreInfo::rejectedConnections)),
          gauge(
              "sessionstack_store_persistence_failing",
              "Whether the store's last snapshot or log write went wrong: 1 or 0.",
              stack -> info(stack).map(i -> i.persistence().failing()).map(bit())),
          gauge(
              "sessionstack_store_probe_duration_seconds",
              "How long the last probe of the store took, whatever came of it.",
              stack -> stack.probeTook().map(StackMeters::seconds)),
          gauge(
              "sessionstack_census_duration_seconds",
              "How long the last census of the sessions took, whatever came of it.",
              stack -> stack.censusTook().map(StackMeters::seconds)),
          gauge(
              "sessionstack_bucket_up",
              "Whether the app can use its bucket: 1 or 0.",
              stack ->
                  stack
                      .reports()
                      .bucket()
                      .map(BucketReport.Reachable.class::isInstance)
                      .map(bit())));

  /** What stands for the queues that are too many. No queue can have this name. */
  static final String OTHER_QUEUES = "(others)";

  private static Stream<Figure> conditions(Measured stack) {
    return stack.status().stream()
        .flatMap(status -> status.conditions().stream())
        .map(c -> Figure.of(1, c.getType(), c.getStatus(), c.getReason()));
  }

  private static Function<Measured, Optional<? extends Number>> status(
      Function<SessionStackStatus, Integer> read) {
    return stack -> stack.status().map(read);
  }

  private static Function<Measured, Stream<Figure>> workers(Function<Worker, Integer> read) {
    return stack ->
        stack.status().stream()
            .flatMap(status -> status.workers().stream())
            .filter(worker -> read.apply(worker) != null)
            .map(worker -> Figure.of(read.apply(worker), worker.name()));
  }

  private static Stream<Figure> queues(Measured stack) {
    var queues =
        stack
            .reports()
            .queues()
            .filter(QueueReport.Depths.class::isInstance)
            .map(QueueReport.Depths.class::cast)
            .map(QueueReport.Depths::queues)
            .orElse(List.of())
            .stream()
            .sorted(Comparator.comparing(QueueDepth::name))
            .toList();
    var own = queues.stream().limit(stack.mostQueues());
    var others = queues.stream().skip(stack.mostQueues()).toList();
    var rest =
        others.isEmpty()
            ? Stream.<Figure>empty()
            : depth(OTHER_QUEUES, sum(others, QueueDepth::ready), sum(others, QueueDepth::unacked));
    return Stream.concat(own.flatMap(q -> depth(q.name(), q.ready(), q.unacked())), rest);
  }

  private static Stream<Figure> depth(String queue, long ready, long unacked) {
    return Stream.of(Figure.of(ready, queue, "ready"), Figure.of(unacked, queue, "unacked"));
  }

  private static long sum(List<QueueDepth> queues, ToLongFunction<QueueDepth> read) {
    return queues.stream().mapToLong(read).sum();
  }

  private static Stream<Figure> sessions(Measured stack) {
    return count(stack).stream()
        .flatMap(
            count ->
                Stream.of(
                    Figure.of(count.active(), "active"),
                    Figure.of(count.expired(), "expired"),
                    Figure.of(count.malformed(), "malformed")));
  }

  private static Function<Measured, Optional<? extends Number>> sessions(
      Function<SessionCount, Long> read) {
    return stack -> count(stack).map(read);
  }

  private static Function<Measured, Optional<? extends Number>> store(
      Function<StoreInfo, Long> read) {
    return stack -> info(stack).map(read);
  }

  private static Optional<StoreInfo> info(Measured stack) {
    return stack
        .reports()
        .store()
        .filter(StoreReport.Serving.class::isInstance)
        .map(StoreReport.Serving.class::cast)
        .flatMap(StoreReport.Serving::info);
  }

  private static Optional<SessionCount> count(Measured stack) {
    return stack
        .reports()
        .census()
        .filter(CensusReport.Counted.class::isInstance)
        .map(CensusReport.Counted.class::cast)
        .map(CensusReport.Counted::sessions);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Function<Boolean, Integer> bit() {
    return is -> is ? 1 : 0;
  }

  private StackMeters() {}
}
