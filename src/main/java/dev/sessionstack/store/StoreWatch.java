package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Probes the stores of all stacks, and says when one has news. */
@ApplicationScoped
public class StoreWatch {

  /** A store that does not serve is asked this often, so that its recovery is seen soon. */
  private static final Duration IMPATIENT = Duration.ofSeconds(3);

  private final Watch<StoreTarget, StoreReport> watch;

  @Inject
  StoreWatch(StoreClients clients) {
    var clock = Clock.systemUTC();
    watch =
        new Watch<>(
            "store-watch",
            target -> new StoreProbe(clients, clock, target)::ask,
            StoreWatch::pause,
            StoreWatch::mayPass);
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told, on a thread of ours, how each look went. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Watches a store from now on; nothing new where it is watched already. */
  public void watch(StackId id, StoreTarget target) {
    watch.watch(id, target);
  }

  /** Forgets a store. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the store that is watched for a stack; absent before the first. */
  public Optional<StoreReport> report(StackId id) {
    return watch.report(id);
  }

  /** How long the last probe took, whatever came of it; absent before the first. */
  public Optional<Duration> took(StackId id) {
    return watch.took(id);
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

  @PreDestroy
  void close() {
    watch.close();
  }
}
