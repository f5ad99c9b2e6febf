package dev.sessionstack.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps servers that we made at the passwords that they are to accept, while those change. */
@Singleton
public class AccessWatch extends Watch<AccessTarget, AccessReport> {

  /** A container that restarts meanwhile starts from a file that may be older. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  @Inject
  AccessWatch(StoreClients clients) {
    this(new AccessProbe(clients));
  }

  private AccessWatch(AccessProbe probe) {
    super(
        "access-watch",
        target -> () -> probe.ask(target),
        (target, report) -> LOOK_AGAIN,
        AccessReport.Unanswered.class::isInstance);
  }
}
