package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
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
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Predicate<String> seen;
  private final Semaphore room = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean closed;

  /**
   * @param watches which begin with the operator, and that with who passes here
   */
  @Inject
  Gate(Instance<Watches> watches) {
    this(namespace -> watches.get().haveListed(namespace));
  }

  /**
   * @param seen of which namespaces all is seen
   */
  Gate(Predicate<String> seen) {
    this.seen = seen;
  }

  /** Carries out a pass, unless none may begin any more: whoever comes next does it. */
  <P extends HasMetadata> UpdateControl<P> pass(P primary, Supplier<UpdateControl<P>> pass) {
    if (closed || !room.tryAcquire()) {
      return UpdateControl.noUpdate();
    }
    try {
      return seen.test(primary.getMetadata().getNamespace())
          ? pass.get()
          : UpdateControl.<P>noUpdate().rescheduleAfter(LOOK_AGAIN);
    } finally {
      room.release();
    }
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
