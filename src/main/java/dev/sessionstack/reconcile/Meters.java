package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.store.Look;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is measured, of each stack and of the operator as a whole. {@code SdkMeters} has more. */
@Singleton
class Meters {

  /** From a store next door to whoever gives up. */
  private static final Duration[] LOOKS =
      Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 120_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Outside outside;
  private final Settings.Metrics bounds;
  private final MeterRegistry registry;
  private final Passes passes = new Passes();
  private volatile Supplier<Stream<SessionStack>> stacks = Stream::empty;

  /**
   * @param page what Prometheus reads
   */
  Meters(
      Outside outside,
      Settings settings,
      Leadership leadership,
      MeterRegistry registry,
      PrometheusMeterRegistry page) {
    this.outside = outside;
    this.bounds = settings.metrics();
    this.registry = registry;
    outside.onLook(this::looked);
    page.getPrometheusRegistry()
        .register(
            new StackCollector(
                leadership::leads, () -> stacks.get(), this::measured, bounds.stacks()));
  }

  /** Where the stacks are to be found from now on. */
  void of(Supplier<Stream<SessionStack>> stacks) {
    this.stacks = stacks;
  }

  Passes passes() {
    return passes;
  }

  private Measured measured(SessionStack stack) {
    var id = OutsideEvents.id(stack);
    return new Measured(
        stack,
        outside.reports(id),
        outside.probeTook(id),
        outside.censusTook(id),
        passes.of(id),
        bounds.queues());
  }

  private void looked(String at, Look look) {
    timer(
            "sessionstack.probe.duration",
            "How long looks at stores, sessions, queues and buckets took.",
            at)
        .record(look.took());
    timer("sessionstack.probe.lag", "How long after they were due looks began.", at)
        .record(look.late());
  }

  private Timer timer(String name, String help, String at) {
    return Timer.builder(name)
        .description(help)
        .tag("at", at)
        .serviceLevelObjectives(LOOKS)
        .register(registry);
  }
}
