package dev.sessionstack.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Listens to the workers of all stacks, and says when one is heard of, or no more. */
@Singleton
public class HeartbeatWatch extends Watch<HeartbeatTarget, HeartbeatReport> {

  /** From one time to the next. Each takes a connection for some seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(55);

  @Inject
  HeartbeatWatch(StoreClients clients) {
    this(clients, Clock.systemUTC(), HeartbeatListener.WINDOW, PAUSE);
  }

  HeartbeatWatch(StoreClients clients, Clock clock, Duration window, Duration pause) {
    super(
        "heartbeat-watch",
        target -> new HeartbeatListener(clients, clock, window, target)::ask,
        (target, report) -> pause,
        HeartbeatReport.Deaf.class::isInstance);
  }
}
