package dev.sessionstack.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the whole operator, on a site of its own. */
public abstract class Flow {

  /** Set by the test resource. */
  protected Cluster cluster;

  @Inject protected MeterRegistry meters;

  protected Site site;

  @BeforeEach
  void open() {
    site = new Site(cluster);
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** How many reconciliations have succeeded so far. */
  protected final double passes() {
    return meters.find("reconciliations.success.total").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** Waits until so many reconciliations came after those that were counted before. */
  protected final void awaitPasses(double before, int number) {
    Site.patience().until(() -> passes() >= before + number);
  }

  /** Waits until the operator has nothing more to do. */
  protected final void awaitRest() {
    var last = new AtomicReference<>(passes());
    Site.patience()
        .during(Duration.ofMillis(500))
        .until(() -> last.getAndSet(passes()).equals(last.get()));
  }
}
