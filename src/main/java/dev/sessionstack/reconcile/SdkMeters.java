package dev.sessionstack.reconcile;

import dev.sessionstack.parts.StackObject;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The SDK's own figures: reconciliations, events, retries. */
@Singleton
class SdkMeters {

  private static final String ACTION = "action";
  private static final String CONTROLLER = "controller.name";

  /** A pass takes milliseconds; one that waits for the API server takes seconds. */
  private static final Duration[] PASSES = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  /**
   * In place of QOSDK's own bean, which hands out one that does nothing to whoever asks before the
   * registry is bound to it. Whether the SDK does so depends on the order in which the build
   * happens to put the steps of the start: in 7.7 it does in the packaged operator, and not in
   * tests.
   */
  @Produces
  @Singleton
  Metrics metrics(MeterRegistry registry) {
    // There from the start: the first failure of a counter that is not there yet is no increase.
    for (var controller : List.of(StackObject.FIELD_MANAGER, SessionRevocationReconciler.NAME)) {
      registry.counter(MicrometerMetricsV2.RECONCILIATIONS_FAILED, CONTROLLER, controller);
    }
    return MicrometerMetricsV2.newBuilder(registry)
        .withExecutionTimerConfig(timer -> timer.serviceLevelObjectives(PASSES))
        .build();
  }

  /**
   * Gives all meters of one name the same tags, as Prometheus demands.
   *
   * <p>JOSDK 5.3 counts {@code events.received} with the tag {@code action} for events of objects
   * and without it for others. Quarkus' registry throws on the second kind, out of the very method
   * that hands the event on, so that the event would be lost.
   */
  @Produces
  @Singleton
  MeterFilter sameTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return "events.received".equals(id.getName()) && id.getTag(ACTION) == null
            ? id.withTag(Tag.of(ACTION, "NONE"))
            : id;
      }
    };
  }
}
