package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Counts the sessions of all stacks, and says when a count is news. */
@Singleton
public class CensusWatch extends Watch<CensusTarget, CensusReport> {

  /** A census may wait for others, and then take long; this is for one that gets lost. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final StoreClients clients;

  /** Its event loops are its own: to read a million records must not delay a probe. */
  @Inject
  CensusWatch() {
    this(new StoreClients());
  }

  CensusWatch(StoreClients clients) {
    this(clients, new SessionCensus(clients, Clock.systemUTC()));
  }

  private CensusWatch(StoreClients clients, SessionCensus census) {
    super(
        "census-watch",
        target -> () -> census.ask(target),
        (target, report) -> target.interval(),
        CensusWatch::mayPass,
        WatchTimes.USUAL.withPatience(PATIENCE));
    this.clients = clients;
  }

  private static boolean mayPass(CensusReport report) {
    return report instanceof CensusReport.Unknown unknown
        && unknown.reason().equals(StoreReport.Reason.Unreachable.name());
  }

  @Override
  @PreDestroy
  public void close() {
    super.close();
    clients.close();
  }
}
