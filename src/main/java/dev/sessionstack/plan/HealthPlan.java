package dev.sessionstack.plan;

import dev.sessionstack.api.StoreSpec.Health;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store is watched, and from when on what is found is trouble.
 *
 * @param interval how often a store that serves is asked
 * @param window how long what has happened counts, and growth is measured
 * @param memoryPercent of maxmemory
 * @param memoryForecast memory that is full later than this is no trouble yet
 * @param fragmentationPercent memory of the process, in percent of that of its data
 * @param evictedKeys within the window
 * @param clientsPercent of maxclients
 * @param rejectedConnections within the window
 * @param disconnectedClients within the window, for reading too slowly
 * @param blockedClients that wait in a blocking command; absent where that is not judged
 * @param latency of a PING
 * @param replicationLag between a primary and a replica
 */
public record HealthPlan(
    Duration interval,
    Duration window,
    int memoryPercent,
    Duration memoryForecast,
    int fragmentationPercent,
    long evictedKeys,
    int clientsPercent,
    long rejectedConnections,
    long disconnectedClients,
    Optional<Integer> blockedClients,
    Duration latency,
    Duration replicationLag) {

  static HealthPlan of(Health health) {
    var spec = Optional.ofNullable(health);
    return new HealthPlan(
        Durations.of(spec.map(Health::interval).orElse(null), "30s"),
        Durations.of(spec.map(Health::window).orElse(null), "10m"),
        spec.map(Health::memoryWarningPercent).orElse(80),
        Durations.of(spec.map(Health::memoryForecastWarning).orElse(null), "1h"),
        spec.map(Health::fragmentationWarningPercent).orElse(150),
        spec.map(Health::evictedKeysWarning).orElse(1L),
        spec.map(Health::clientsWarningPercent).orElse(80),
        spec.map(Health::rejectedConnectionsWarning).orElse(1L),
        spec.map(Health::disconnectedClientsWarning).orElse(1L),
        spec.map(Health::blockedClientsWarning),
        Duration.ofMillis(spec.map(Health::latencyWarningMilliseconds).orElse(500)),
        Durations.of(spec.map(Health::replicationLagWarning).orElse(null), "30s"));
  }
}
