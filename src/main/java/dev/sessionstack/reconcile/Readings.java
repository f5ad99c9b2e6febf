package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Worker;
import dev.sessionstack.reconcile.StackMeter.Figure;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.HeartbeatReport;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.QueueTimes;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Where the meters of a stack are read. What is not known is no figure, and never 0. */
final class Readings {

  /** What stands for the queues that are too many. No queue can have this name. */
  static final String OTHER_QUEUES = "(others)";

  static Stream<Figure> conditions(Measured stack) {
    return stack.status().stream()
        .flatMap(status -> status.conditions().stream())
        .map(c -> Figure.of(1, c.getType(), c.getStatus(), c.getReason()));
  }

  static Function<Measured, Optional<? extends Number>> status(
      Function<SessionStackStatus, Integer> read) {
    return stack -> stack.status().map(read);
  }

  static Function<Measured, Stream<Figure>> workers(Function<Worker, Integer> read) {
    return stack ->
        stack.status().stream()
            .flatMap(status -> status.workers().stream())
            .filter(worker -> read.apply(worker) != null)
            .map(worker -> Figure.of(read.apply(worker), worker.name()));
  }

  static Stream<Figure> queues(Measured stack) {
    var queues = depths(stack);
    var own = queues.stream().limit(stack.mostQueues());
    var others = queues.stream().skip(stack.mostQueues()).toList();
    var rest =
        others.isEmpty()
            ? Stream.<Figure>empty()
            : depth(OTHER_QUEUES, sum(others, QueueDepth::ready), sum(others, QueueDepth::unacked));
    return Stream.concat(own.flatMap(q -> depth(q.name(), q.ready(), q.unacked())), rest);
  }

  static List<QueueDepth> depths(Measured stack) {
    return stack
        .reports()
        .queues()
        .filter(QueueReport.Depths.class::isInstance)
        .map(QueueReport.Depths.class::cast)
        .map(QueueReport.Depths::queues)
        .orElse(List.of())
        .stream()
        .sorted(Comparator.comparing(QueueDepth::name))
        .toList();
  }

  /** Times of several queues have no sum, so of the others nothing is said. */
  static Function<Measured, Stream<Figure>> since(Function<QueueTimes, Optional<Instant>> read) {
    return stack ->
        depths(stack).stream()
            .limit(stack.mostQueues())
            .flatMap(
                queue ->
                    read
                        .apply(queue.times())
                        .map(time -> Figure.of(time.getEpochSecond(), queue.name()))
                        .stream());
  }

  static Stream<Figure> heartbeats(Measured stack) {
    return stack.reports().heartbeats().stream()
        .filter(HeartbeatReport.Heard.class::isInstance)
        .map(HeartbeatReport.Heard.class::cast)
        .flatMap(
            heard ->
                Stream.of(
                    Figure.of(heard.alive().size(), "alive"),
                    Figure.of(heard.silent().size(), "silent")));
  }

  static Stream<Figure> depth(String queue, long ready, long unacked) {
    return Stream.of(Figure.of(ready, queue, "ready"), Figure.of(unacked, queue, "unacked"));
  }

  static long sum(List<QueueDepth> queues, ToLongFunction<QueueDepth> read) {
    return queues.stream().mapToLong(read).sum();
  }

  static Stream<Figure> sessions(Measured stack) {
    return count(stack).stream()
        .flatMap(
            count ->
                Stream.of(
                    Figure.of(count.active(), "active"),
                    Figure.of(count.expired(), "expired"),
                    Figure.of(count.malformed(), "malformed")));
  }

  static Function<Measured, Optional<? extends Number>> sessions(
      Function<SessionCount, Long> read) {
    return stack -> count(stack).map(read);
  }

  static Function<Measured, Optional<? extends Number>> store(Function<StoreInfo, Long> read) {
    return stack -> info(stack).map(read);
  }

  static Optional<StoreInfo> info(Measured stack) {
    return stack
        .reports()
        .store()
        .filter(StoreReport.Serving.class::isInstance)
        .map(StoreReport.Serving.class::cast)
        .flatMap(StoreReport.Serving::info);
  }

  static Optional<SessionCount> count(Measured stack) {
    return stack
        .reports()
        .census()
        .filter(CensusReport.Counted.class::isInstance)
        .map(CensusReport.Counted.class::cast)
        .map(CensusReport.Counted::sessions);
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  static Function<Boolean, Integer> bit() {
    return is -> is ? 1 : 0;
  }

  private Readings() {}
}
