package dev.sessionstack.status;

import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.plan.RevocationPlan;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.SessionPlace.InStore;
import dev.sessionstack.store.RevocationOrder;
import dev.sessionstack.store.RevocationReport;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import java.util.Optional;

/**
 * All that the status of a revocation is made from.
 *
 * @param plan what it is to do
 * @param place where the sessions are; absent where there is no such stack
 * @param store what was last heard of the stack's store
 * @param report how it went; absent before it has begun, and while it goes on
 * @param previous the status so far
 */
public record RevocationFacts(
    RevocationPlan plan,
    Optional<SessionPlace> place,
    Optional<StoreReport> store,
    Optional<RevocationReport> report,
    Optional<SessionRevocationStatus> previous) {

  /** What is to be carried out now, if anything can. */
  public Optional<RevocationOrder> order() {
    return place
        .filter(InStore.class::isInstance)
        .map(InStore.class::cast)
        .filter(where -> outcome().isEmpty() && (storeServes() || report.isPresent()))
        .flatMap(
            where ->
                plan.selection()
                    .map(
                        selection ->
                            new RevocationOrder(
                                new StackId(plan.namespace(), plan.stack()), where, selection)));
  }

  boolean storeServes() {
    return store.filter(StoreReport.Serving.class::isInstance).isPresent();
  }

  Optional<RevocationReport> outcome() {
    return report.filter(RevocationReport::isFinal);
  }
}
