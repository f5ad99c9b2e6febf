package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport.Counted;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes a census as the operator does, for the benchmark: the room's own classes are its own. */
public final class CensusTaker implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final StoreClients clients = new StoreClients();
  private final SessionCensus census = new SessionCensus(clients, Clock.systemUTC());
  private final StoreConnection connection;

  public CensusTaker(int port) {
    connection =
        new StoreConnection(
            "127.0.0.1", port, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Counts all sessions under a prefix. To cancel the answer ends it.
   *
   * @param keysPerSecond as in the spec; 0 for any number
   */
  public CompletableFuture<SessionCount> take(String prefix, int keysPerSecond) {
    var target =
        new CensusTarget(
            connection, prefix, Set.of(), INTERVAL, keysPerSecond, Optional.empty(), "", "");
    var report = census.ask(target);
    var count = report.thenApply(answer -> ((Counted) answer).sessions());
    count.whenComplete((sessions, failure) -> report.cancel(false));
    return count;
  }

  @Override
  public void close() {
    clients.close();
  }
}
