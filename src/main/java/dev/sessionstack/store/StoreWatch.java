package dev.sessionstack.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Probes the stores of all stacks, and says when one has news. */
@Singleton
public class StoreWatch extends Watch<StoreTarget, StoreReport> {

  /** A store that does not serve is asked this often, so that its recovery is seen soon. */
  private static final Duration IMPATIENT = Duration.ofSeconds(3);

  @Inject
  StoreWatch(StoreClients clients) {
    super(
        "store-watch",
        target -> new StoreProbe(clients, Clock.systemUTC(), target)::ask,
        StoreWatch::pause,
        StoreWatch::mayPass);
  }

  static Duration pause(StoreTarget target, StoreReport report) {
    return report instanceof StoreReport.Failing && IMPATIENT.compareTo(target.interval()) < 0
        ? IMPATIENT
        : target.interval();
  }

  /** Whoever lost the way once may find it again; a refusal is a refusal. */
  static boolean mayPass(StoreReport report) {
    return report instanceof StoreReport.Failing failing
        && failing.reason() == StoreReport.Reason.Unreachable;
  }
}
