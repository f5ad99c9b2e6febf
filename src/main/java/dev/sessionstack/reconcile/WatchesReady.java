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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before every watch has listed what there is, wherever that is, and while one is lost
 * for longer than it takes to begin anew: what happens meanwhile is not seen. Watches end every few
 * minutes as a matter of course, so a short gap is none. The check of the SDK is switched off: it
 * knows the first alone, and as long as that is not so it does not answer.
 */
@Readiness
@ApplicationScoped
class WatchesReady implements HealthCheck {

  /** How long a watch may be gone. */
  static final Duration GAP = Duration.ofSeconds(15);

  private final BooleanSupplier begun;
  private final Supplier<List<Watched>> watches;
  private final Clock clock;

  /** Since when each was seen to be gone. */
  private final Map<String, Instant> gone = new ConcurrentHashMap<>();

  @Inject
  WatchesReady(Watches watches) {
    this(watches::haveBegun, watches::all, Clock.systemUTC());
  }

  WatchesReady(BooleanSupplier begun, Supplier<List<Watched>> watches, Clock clock) {
    this.begun = begun;
    this.watches = watches;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    var now = clock.instant();
    var all = watches.get();
    var silent =
        all.stream()
            .filter(watch -> watch.listed() && !watch.watching())
            .map(Watched::name)
            .collect(Collectors.toSet());
    gone.keySet().retainAll(silent);
    silent.forEach(name -> gone.putIfAbsent(name, now));
    var response = HealthCheckResponse.named("Watches of the API server").up();
    if (!begun.getAsBoolean()) {
      response
          .withData("begin", "not all have listed what there is; the log says which fail")
          .down();
    }
    all.stream()
        .filter(watch -> !watch.listed())
        .forEach(
            watch ->
                response
                    .withData(watch.name(), "cannot list what there is; the log says why")
                    .down());
    gone.forEach(
        (name, since) -> {
          if (since.plus(GAP).isBefore(now)) {
            response.withData(name, "lost since " + since).down();
          }
        });
    return response.build();
  }
}
