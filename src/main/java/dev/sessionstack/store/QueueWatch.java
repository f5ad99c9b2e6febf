package dev.sessionstack.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Measures the queues of all stacks, and says when one has news. */
@Singleton
public class QueueWatch extends Watch<QueueTarget, QueueReport> {

  @Inject
  QueueWatch(StoreClients clients) {
    super(
        "queue-watch",
        target -> new QueueReader(clients, Clock.systemUTC(), target)::ask,
        (target, report) -> target.interval(),
        QueueWatch::mayPass);
  }

  private static boolean mayPass(QueueReport report) {
    return report instanceof QueueReport.Unknown unknown
        && unknown.reason().equals(StoreReport.Reason.Unreachable.name());
  }
}
