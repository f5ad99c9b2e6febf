package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.CensusReport.Unknown;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Counts the sessions in a store, and reads only. */
final class SessionCensus {

  /** For all of it, with connecting. */
  private static final Duration LIMIT = Duration.ofSeconds(28);

  private final StoreClients clients;
  private final Clock clock;

  SessionCensus(StoreClients clients, Clock clock) {
    this.clients = clients;
    this.clock = clock;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<CensusReport> ask(CensusTarget target) {
    return clients.visit(
        target.connection(),
        LIMIT,
        redis -> new CensusRun(redis, target.keyPrefix(), clock).take().thenApply(Counted::new),
        failure -> unknown(failure, target.connection()));
  }

  private static CensusReport unknown(Throwable failure, StoreConnection connection) {
    if (isDenied(failure)) {
      return new Unknown(
          CensusReport.PERMISSION_DENIED,
          connection.endpoint()
              + " does not permit the user to count sessions, which takes SCAN, and GET and TTL on"
              + " their keys");
    }
    var fault = StoreFault.of(failure, connection);
    return new Unknown(fault.reason().name(), fault.message());
  }

  private static boolean isDenied(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .limit(20)
        .filter(RedisCommandExecutionException.class::isInstance)
        .anyMatch(t -> String.valueOf(t.getMessage()).startsWith("NOPERM"));
  }
}
