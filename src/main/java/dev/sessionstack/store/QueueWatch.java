package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the queues of all stacks, and says when one has news. */
@ApplicationScoped
public class QueueWatch {

  private final Watch<QueueTarget, QueueReport> watch;

  @Inject
  QueueWatch(StoreClients clients) {
    var clock = Clock.systemUTC();
    watch =
        new Watch<>(
            "queue-watch",
            target -> new QueueReader(clients, clock, target)::ask,
            (target, report) -> target.interval(),
            QueueWatch::mayPass);
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told, on a thread of ours, how each look went. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Measures a stack's queues from now on; nothing new where they are measured already. */
  public void watch(StackId id, QueueTarget target) {
    watch.watch(id, target);
  }

  /** Forgets a stack's queues. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the queues of a stack; absent before the first. */
  public Optional<QueueReport> report(StackId id) {
    return watch.report(id);
  }

  private static boolean mayPass(QueueReport report) {
    return report instanceof QueueReport.Unknown unknown
        && unknown.reason().equals(StoreReport.Reason.Unreachable.name());
  }

  @PreDestroy
  void close() {
    watch.close();
  }
}
