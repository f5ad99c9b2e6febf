package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks up the figures of all stacks when Prometheus asks. Nothing is pushed, so a stack that is
 * deleted has no series, and one whose figures are not known has none of those. An instance that
 * does not work has none at all: what it knows of the stores it does not watch would be nothing.
 */
final class StackCollector extends Collector implements Collector.Describable {

  private static final List<String> STACK = List.of("namespace", "stack");

  private final BooleanSupplier works;
  private final Supplier<Stream<SessionStack>> stacks;
  private final Function<SessionStack, Measured> measure;
  private final int most;

  /**
   * @param works whether this is the instance that works
   * @param most stacks that have series of their own
   */
  StackCollector(
      BooleanSupplier works,
      Supplier<Stream<SessionStack>> stacks,
      Function<SessionStack, Measured> measure,
      int most) {
    this.works = works;
    this.stacks = stacks;
    this.measure = measure;
    this.most = most;
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return families(List.of(), 0).toList();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    if (!works.getAsBoolean()) {
      return List.of();
    }
    // The oldest have series, so that a new stack takes nobody's.
    var all = stacks.get().sorted(Comparator.comparing(StackCollector::age)).toList();
    var measured = all.stream().limit(most).map(measure).toList();
    return families(measured, all.size()).filter(family -> !family.samples.isEmpty()).toList();
  }

  private static String age(SessionStack stack) {
    var meta = stack.getMetadata();
    return meta.getCreationTimestamp() + " " + meta.getNamespace() + "/" + meta.getName();
  }

  private static Stream<MetricFamilySamples> families(List<Measured> stacks, int all) {
    return Stream.concat(
        Stream.of(
            total("sessionstack_stacks", "Stacks that the operator knows.", all),
            total(
                "sessionstack_stacks_unmeasured",
                "Stacks without series of their own, since there are more than the setting allows.",
                all - stacks.size())),
        StackMeters.ALL.stream().map(meter -> family(meter, stacks)));
  }

  private static MetricFamilySamples total(String name, String help, int value) {
    var sample = new MetricFamilySamples.Sample(name, List.of(), List.of(), value);
    return new MetricFamilySamples(name, Type.GAUGE, help, List.of(sample));
  }

  private static MetricFamilySamples family(StackMeter meter, List<Measured> stacks) {
    var name = meter.type() == Type.COUNTER ? meter.name() + "_total" : meter.name();
    var labels = joined(STACK, meter.labels());
    var samples = new ArrayList<MetricFamilySamples.Sample>();
    for (var stack : stacks) {
      var meta = stack.stack().getMetadata();
      var names = List.of(meta.getNamespace(), meta.getName());
      meter
          .read()
          .apply(stack)
          .map(
              figure ->
                  new MetricFamilySamples.Sample(
                      name, labels, joined(names, figure.labels()), figure.value()))
          .forEach(samples::add);
    }
    return new MetricFamilySamples(meter.name(), meter.type(), meter.help(), samples);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
