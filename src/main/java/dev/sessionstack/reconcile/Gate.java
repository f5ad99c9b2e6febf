package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets passes begin until the operator ends, and then waits for those that have begun. The SDK
 * empties its caches first and interrupts what still runs, so that a pass would see a stack of
 * which nothing is there.
 */
@Singleton
class Gate {

  private final Semaphore room = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean closed;

  /** Carries out a pass, unless none may begin any more: whoever comes next does it. */
  <P extends HasMetadata> UpdateControl<P> pass(Supplier<UpdateControl<P>> pass) {
    if (closed || !room.tryAcquire()) {
      return UpdateControl.noUpdate();
    }
    try {
      return pass.get();
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
