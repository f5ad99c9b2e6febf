package dev.sessionstack.reconcile;

import dev.sessionstack.reconcile.Watches.Watched;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Not alive where only a new process helps: a watch that has stopped trying, or threads that wait
 * for each other. An API server that does not answer is neither.
 */
@Liveness
@ApplicationScoped
class WorkAlive implements HealthCheck {

  private final Supplier<List<Watched>> watches;
  private final BooleanSupplier deadlock;
  private final BooleanSupplier ends;

  @Inject
  WorkAlive(Watches watches, Lifecycle lifecycle) {
    this(watches::all, WorkAlive::isDeadlocked, lifecycle::isEnded);
  }

  /**
   * @param deadlock whether threads wait for each other
   * @param ends whether the operator ends, when all watches stop
   */
  WorkAlive(Supplier<List<Watched>> watches, BooleanSupplier deadlock, BooleanSupplier ends) {
    this.watches = watches;
    this.deadlock = deadlock;
    this.ends = ends;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("Work of the operator").up();
    if (deadlock.getAsBoolean()) {
      response.withData("threads", "wait for each other").down();
    }
    if (!ends.getAsBoolean()) {
      watches.get().stream()
          .filter(watch -> !watch.running())
          .forEach(watch -> response.withData(watch.name(), "stopped for good").down());
    }
    return response.build();
  }

  private static boolean isDeadlocked() {
    return Optional.ofNullable(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
        .isPresent();
  }
}
