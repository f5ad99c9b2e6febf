package dev.sessionstack.reconcile;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One metric that every stack has.
 *
 * @param type gauge or counter
 * @param name without the {@code _total} of counters, which Prometheus' library adds
 * @param help one sentence
 * @param labels beside those that name the stack
 * @param read the figures of one stack; none where they are not known, which is not the same as 0
 */
record StackMeter(
    Collector.Type type,
    String name,
    String help,
    List<String> labels,
    Function<Measured, Stream<Figure>> read) {

  /**
   * @param labels values of the meter's labels, in their order
   */
  record Figure(double value, List<String> labels) {
    static Figure of(Number value, String... labels) {
      return new Figure(value.doubleValue(), List.of(labels));
    }
  }

  static StackMeter gauge(
      String name, String help, Function<Measured, Optional<? extends Number>> read) {
    return one(Collector.Type.GAUGE, name, help, read);
  }

  static StackMeter counter(
      String name, String help, Function<Measured, Optional<? extends Number>> read) {
    return one(Collector.Type.COUNTER, name, help, read);
  }

  static StackMeter gauges(
      String name, String help, List<String> labels, Function<Measured, Stream<Figure>> read) {
    return new StackMeter(Collector.Type.GAUGE, name, help, labels, read);
  }

  static StackMeter counters(
      String name, String help, List<String> labels, Function<Measured, Stream<Figure>> read) {
    return new StackMeter(Collector.Type.COUNTER, name, help, labels, read);
  }

  private static StackMeter one(
      Collector.Type type,
      String name,
      String help,
      Function<Measured, Optional<? extends Number>> read) {
    return new StackMeter(
        type, name, help, List.of(), stack -> read.apply(stack).map(Figure::of).stream());
  }
}
