package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Takes a census as the operator does, for the benchmark: the room's own classes are its own. */
public final class CensusTaker implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final StoreClients clients = new StoreClients();
  private final StoreConnection connection;

  public CensusTaker(int port) {
    connection =
        new StoreConnection(
            "127.0.0.1", port, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** All sessions under a prefix, counted. */
  public SessionCount take(String prefix) {
    return clients
        .visit(
            connection,
            LIMIT,
            redis -> new SessionCensus(redis, prefix, Clock.systemUTC()).take(),
            failure -> {
              throw new CompletionException(failure);
            })
        .join();
  }

  @Override
  public void close() {
    clients.close();
  }
}
