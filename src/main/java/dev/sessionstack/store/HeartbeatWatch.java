package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Listens to the workers of all stacks, and says when one is heard of, or no more. */
@ApplicationScoped
public class HeartbeatWatch {

  /** From one time to the next. Each takes a connection for some seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(55);

  private final Watch<HeartbeatTarget, HeartbeatReport> watch;

  @Inject
  HeartbeatWatch(StoreClients clients) {
    this(clients, Clock.systemUTC(), HeartbeatListener.WINDOW, PAUSE);
  }

  HeartbeatWatch(StoreClients clients, Clock clock, Duration window, Duration pause) {
    watch =
        new Watch<>(
            "heartbeat-watch",
            target -> new HeartbeatListener(clients, clock, window, target)::ask,
            (target, report) -> pause,
            HeartbeatReport.Deaf.class::isInstance);
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told of each look, on a thread of ours. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Listens to a stack's workers from now on; nothing new where that is so already. */
  public void watch(StackId id, HeartbeatTarget target) {
    watch.watch(id, target);
  }

  /** Forgets a stack's workers. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the workers of a stack; absent before the first. */
  public Optional<HeartbeatReport> report(StackId id) {
    return watch.report(id);
  }

  @PreDestroy
  void close() {
    watch.close();
  }
}
