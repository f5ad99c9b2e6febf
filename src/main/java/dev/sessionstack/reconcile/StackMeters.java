package dev.sessionstack.reconcile;

import static dev.sessionstack.reconcile.StackMeter.counter;
import static dev.sessionstack.reconcile.StackMeter.counters;
import static dev.sessionstack.reconcile.StackMeter.gauge;
import static dev.sessionstack.reconcile.StackMeter.gauges;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Worker;
import dev.sessionstack.reconcile.StackMeter.Figure;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.QueueTimes;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import java.util.List;
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
              Readings::conditions),
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
              Readings.status(SessionStackStatus::replicas)),
          gauge(
              "sessionstack_ui_replicas_ready",
              "UI instances that can serve.",
              Readings.status(SessionStackStatus::readyReplicas)),
          gauges(
              "sessionstack_worker_replicas",
              "Instances of a pool of workers that exist.",
              List.of("pool"),
              Readings.workers(Worker::replicas)),
          gauges(
              "sessionstack_worker_replicas_ready",
              "Instances of a pool of workers that can work.",
              List.of("pool"),
              Readings.workers(Worker::readyReplicas)),
          gauges(
              "sessionstack_queue_tasks",
              "Tasks in a queue: ready ones wait, unacked ones are held by a worker.",
              List.of("queue", "state"),
              Readings::queues),
          gauges(
              "sessionstack_queue_oldest_ready_timestamp_seconds",
              "Since when the task waits that has waited longest, where that is a minute or more.",
              List.of("queue"),
              Readings.since(QueueTimes::oldestReady)),
          gauges(
              "sessionstack_queue_oldest_unacked_timestamp_seconds",
              "Since when a worker holds the task that is held longest, as far as it is known.",
              List.of("queue"),
              Readings.since(QueueTimes::oldestUnacked)),
          gauges(
              "sessionstack_queue_untouched_timestamp_seconds",
              "Since when tasks wait and none was taken, as far as the operator has seen.",
              List.of("queue"),
              Readings.since(QueueTimes::untouched)),
          gauges(
              "sessionstack_worker_heartbeats",
              "Workers by what was heard of them: alive, or silent after having been heard of.",
              List.of("state"),
              Readings::heartbeats),
          gauges(
              "sessionstack_sessions",
              "Session records in the store. Expired ones should be gone, malformed ones are none.",
              List.of("state"),
              Readings::sessions),
          gauge(
              "sessionstack_sessions_without_ttl",
              "Session records that have no TTL and would stay for ever.",
              Readings.sessions(SessionCount::withoutTtl)),
          gauge(
              "sessionstack_sessions_ending_soon",
              "Active sessions that end within five minutes, unless they are used.",
              Readings.sessions(SessionCount::endingSoon)),
          gauge(
              "sessionstack_session_bytes",
              "Size of all session records together, as the app wrote them.",
              Readings.sessions(SessionCount::bytes)),
          gauge(
              "sessionstack_session_p99_bytes",
              "The size that one session record in a hundred exceeds.",
              Readings.sessions(SessionCount::p99Bytes)),
          gauge(
              "sessionstack_session_largest_bytes",
              "The size of the largest session record.",
              Readings.sessions(SessionCount::largestBytes)),
          gauge(
              "sessionstack_census_approximate",
              "Whether the last census ended before it had seen all, so that there are more: 1 or 0.",
              stack -> Readings.count(stack).map(SessionCount::approximate).map(Readings.bit())),
          gauge(
              "sessionstack_session_users",
              "Different users among the active sessions.",
              Readings.sessions(SessionCount::users)),
          gauge(
              "sessionstack_store_up",
              "Whether the session store serves the app: 1 or 0.",
              stack ->
                  stack
                      .reports()
                      .store()
                      .map(StoreReport.Serving.class::isInstance)
                      .map(Readings.bit())),
          gauges(
              "sessionstack_store_info",
              "1, with what the store says it is.",
              List.of("version", "role"),
              stack ->
                  Readings.info(stack)
                      .map(i -> Figure.of(1, i.version(), i.replication().role()))
                      .stream()),
          gauge(
              "sessionstack_store_memory_used_ratio",
              "Used memory of the store, of its maxmemory: 1 is full.",
              stack ->
                  Readings.info(stack).flatMap(i -> i.memory().usedPercent()).map(p -> p / 100.0)),
          gauge(
              "sessionstack_store_clients_used_ratio",
              "Connections to the store, of its maxclients.",
              stack -> Readings.info(stack).flatMap(StoreInfo::clientsPercent).map(p -> p / 100.0)),
          gauge(
              "sessionstack_store_replication_lag_seconds",
              "Since the store and its primary or a replica last heard of each other.",
              stack -> Readings.info(stack).map(i -> i.replication().lagSeconds())),
          counter(
              "sessionstack_store_evicted_keys",
              "Keys that the store has evicted since it started.",
              Readings.store(StoreInfo::evictedKeys)),
          counter(
              "sessionstack_store_rejected_connections",
              "Connections that the store has rejected since it started.",
              Readings.store(StoreInfo::rejectedConnections)),
          gauge(
              "sessionstack_store_persistence_failing",
              "Whether the store's last snapshot or log write went wrong: 1 or 0.",
              stack ->
                  Readings.info(stack).map(i -> i.persistence().failing()).map(Readings.bit())),
          gauge(
              "sessionstack_store_probe_duration_seconds",
              "How long the last probe of the store took, whatever came of it.",
              stack -> stack.probeTook().map(Readings::seconds)),
          gauge(
              "sessionstack_census_duration_seconds",
              "How long the last census of the sessions took, whatever came of it.",
              stack -> stack.censusTook().map(Readings::seconds)),
          gauge(
              "sessionstack_bucket_up",
              "Whether the app can use its bucket: 1 or 0.",
              stack ->
                  stack
                      .reports()
                      .bucket()
                      .map(BucketReport.Reachable.class::isInstance)
                      .map(Readings.bit())));

  private StackMeters() {}
}
