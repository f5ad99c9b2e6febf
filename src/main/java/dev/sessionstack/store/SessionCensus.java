package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.CensusReport.Unknown;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Counts the sessions in stores, and puts right what it is asked to. */
final class SessionCensus {

  private static final Logger LOG = Logger.getLogger(SessionCensus.class);

  /** For one census. What it has not seen by then is not counted. */
  static final Duration LIMIT = Duration.ofMinutes(10);

  /** Censuses at once. Each may take some 9 MiB. */
  private static final int AT_ONCE = 16;

  private final StoreClients clients;
  private final Clock clock;
  private final Duration limit;
  private final Turns turns = new Turns(AT_ONCE);

  SessionCensus(StoreClients clients, Clock clock) {
    this(clients, clock, LIMIT);
  }

  SessionCensus(StoreClients clients, Clock clock, Duration limit) {
    this.clients = clients;
    this.clock = clock;
    this.limit = limit;
  }

  /** Never fails: what goes wrong is a report. To cancel the answer is to end the census. */
  CompletableFuture<CensusReport> ask(CensusTarget target) {
    var run = turns.take(() -> new CensusRun(clients, target, limit, clock).take());
    var report = run.exceptionally(failure -> unknown(failure, target.connection()));
    report.thenAccept(done -> log(done, target.connection()));
    report.whenComplete((done, failure) -> run.cancel(false));
    return report;
  }

  private static CensusReport unknown(Throwable failure, StoreConnection connection) {
    if (StoreFault.isDenied(failure)) {
      return new Unknown(
          CensusReport.PERMISSION_DENIED,
          connection.endpoint()
              + " does not permit the user to count sessions, which takes SCAN, PING, and GETRANGE,"
              + " STRLEN and PTTL on their keys");
    }
    var fault = StoreFault.of(failure, connection);
    return new Unknown(fault.reason().name(), fault.message());
  }

  private static void log(CensusReport report, StoreConnection connection) {
    if (report instanceof Counted counted
        && counted.repairs().ended() + counted.repairs().removed() > 0) {
      LOG.infof(
          "%s: gave %d sessions a TTL and removed %d that were over",
          connection.endpoint(), counted.repairs().ended(), counted.repairs().removed());
    }
  }
}
