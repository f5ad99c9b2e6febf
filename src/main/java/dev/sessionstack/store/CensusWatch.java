package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts the sessions of all stacks, and says when a count is news. */
@ApplicationScoped
public class CensusWatch {

  /** A census may wait for others, and then take long; this is for one that gets lost. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Watch<CensusTarget, CensusReport> watch;
  private final StoreClients clients;

  /** Its event loops are its own: to read a million records must not delay a probe. */
  @Inject
  CensusWatch() {
    this(new StoreClients());
  }

  CensusWatch(StoreClients clients) {
    this.clients = clients;
    var census = new SessionCensus(clients, Clock.systemUTC());
    watch =
        new Watch<>(
            "census-watch",
            target -> () -> census.ask(target),
            (target, report) -> target.interval(),
            CensusWatch::mayPass,
            WatchTimes.USUAL.withPatience(PATIENCE));
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told, on a thread of ours, how each look went. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Counts a stack's sessions from now on; nothing new where they are counted already. */
  public void watch(StackId id, CensusTarget target) {
    watch.watch(id, target);
  }

  /** Forgets a stack's sessions. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the sessions of a stack; absent before the first. */
  public Optional<CensusReport> report(StackId id) {
    return watch.report(id);
  }

  /** How long the last census took, whatever came of it; absent before the first. */
  public Optional<Duration> took(StackId id) {
    return watch.took(id);
  }

  private static boolean mayPass(CensusReport report) {
    return report instanceof CensusReport.Unknown unknown
        && unknown.reason().equals(StoreReport.Reason.Unreachable.name());
  }

  @PreDestroy
  void close() {
    watch.close();
    clients.close();
  }
}
