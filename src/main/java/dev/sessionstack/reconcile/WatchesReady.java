package dev.sessionstack.reconcile;

import dev.sessionstack.reconcile.Watches.Watched;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while a watch is lost for longer than it takes to begin anew: what happens meanwhile is
 * not seen. Watches end every few minutes as a matter of course, so a short gap is none. The check
 * of the SDK beside this one only knows whether each has ever listed what there is.
 */
@Readiness
@ApplicationScoped
class WatchesReady implements HealthCheck {

  /** How long a watch may be gone. */
  static final Duration GAP = Duration.ofSeconds(15);

  private final Supplier<List<Watched>> watches;
  private final Clock clock;

  /** Since when each was seen to be gone. */
  private final Map<String, Instant> gone = new ConcurrentHashMap<>();

  @Inject
  WatchesReady(Watches watches) {
    this(watches::all, Clock.systemUTC());
  }

  WatchesReady(Supplier<List<Watched>> watches, Clock clock) {
    this.watches = watches;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    var now = clock.instant();
    var silent =
        watches.get().stream()
            .filter(watch -> !watch.watching())
            .map(Watched::name)
            .collect(Collectors.toSet());
    gone.keySet().retainAll(silent);
    silent.forEach(name -> gone.putIfAbsent(name, now));
    var response = HealthCheckResponse.named("Watches of the API server").up();
    gone.forEach(
        (name, since) -> {
          if (since.plus(GAP).isBefore(now)) {
            response.withData(name, "lost since " + since).down();
          }
        });
    return response.build();
  }
}
