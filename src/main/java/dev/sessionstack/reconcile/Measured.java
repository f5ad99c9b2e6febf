package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.store.Reports;
import java.time.Duration;
import java.util.Optional;

/**
 * All that is measured of one stack: looked up, never asked for.
 *
 * @param stack as the informer knows it
 * @param reports what was last heard from outside of Kubernetes
 * @param probeTook how long the last probe of the store took; absent before the first
 * @param censusTook the same of the last census
 * @param passes its reconciliations
 * @param mostQueues queues with figures of their own; the others are one
 */
record Measured(
    SessionStack stack,
    Reports reports,
    Optional<Duration> probeTook,
    Optional<Duration> censusTook,
    Passes.Count passes,
    int mostQueues) {

  Optional<SessionStackStatus> status() {
    return Optional.ofNullable(stack.getStatus());
  }
}
