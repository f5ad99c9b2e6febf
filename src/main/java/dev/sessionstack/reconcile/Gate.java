package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets passes begin that see all that is there. A namespace that cannot be listed in whole is not
 * worked in, since what is not seen would be taken for what is not there; the others are. When the
 * operator ends, no pass begins any more, and those that have begun are waited for: the SDK empties
 * its caches first and interrupts what still runs.
 */
@Singleton
class Gate {

  /** Until the next look whether a namespace is seen. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Predicate<String> seen;
  private final Clock clock;

  /** Namespaces that were not seen, and since when they are; in the far future as long as not. */
  private final Map<String, Instant> blind = new ConcurrentHashMap<>();

  private final Semaphore room = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean closed;

  /**
   * @param watches which begin with the operator, and that with who passes here
   */
  @Inject
  Gate(Instance<Watches> watches) {
    this(namespace -> watches.get().haveListed(namespace), Clock.systemUTC());
  }

  /**
   * @param seen of which namespaces all is seen
   */
  Gate(Predicate<String> seen, Clock clock) {
    this.seen = seen;
    this.clock = clock;
  }

  /** Carries out a pass, unless none may begin any more: whoever comes next does it. */
  <P extends HasMetadata> UpdateControl<P> pass(P primary, Supplier<UpdateControl<P>> pass) {
    if (closed || !room.tryAcquire()) {
      return UpdateControl.noUpdate();
    }
    try {
      return isSeen(primary.getMetadata().getNamespace())
          ? pass.get()
          : UpdateControl.<P>noUpdate().rescheduleAfter(LOOK_AGAIN);
    } finally {
      room.release();
    }
  }

  /** What has just been listed is not yet where a pass looks for it. */
  private boolean isSeen(String namespace) {
    if (!seen.test(namespace)) {
      blind.put(namespace, Instant.MAX);
      return false;
    }
    var since =
        blind.computeIfPresent(
            namespace, (name, at) -> at.equals(Instant.MAX) ? clock.instant() : at);
    if (since != null && clock.instant().isBefore(since.plus(LOOK_AGAIN))) {
      return false;
    }
    blind.remove(namespace);
    return true;
  }

  /**
   * Lets no pass begin any more.
   *
   * @param patience how long those that have begun may take to end
   * @return whether all have ended
   */
  boolean close(Duration patience) {
    closed = true;
    try {
      return room.tryAcquire(Integer.MAX_VALUE, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
