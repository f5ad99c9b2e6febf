package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.BucketTarget;
import dev.sessionstack.store.BucketWatch;
import dev.sessionstack.store.StackId;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Optional;
import java.util.Set;

/** News from the buckets become reconciliations; a deleted stack's bucket is forgotten. */
final class BucketEvents extends AbstractEventSource<BucketReport, SessionStack>
    implements ResourceEventAware<SessionStack> {

  private final BucketWatch buckets;

  BucketEvents(BucketWatch buckets) {
    super(BucketReport.class, "buckets");
    this.buckets = buckets;
    buckets.onNews(this::tell);
  }

  /** Looks at the bucket that a plan names; forgets that of one that names none. */
  void watch(SessionStack stack, StackPlan plan) {
    plan.bucket()
        .flatMap(bucket -> BucketTarget.of(bucket, plan.uid()))
        .ifPresentOrElse(
            target -> buckets.watch(StoreEvents.id(stack), target), () -> onResourceDeleted(stack));
  }

  Optional<BucketReport> report(SessionStack stack) {
    return buckets.report(StoreEvents.id(stack));
  }

  private void tell(StackId id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(id.name(), id.namespace())));
    }
  }

  @Override
  public Set<BucketReport> getSecondaryResources(SessionStack stack) {
    return Set.of(); // report() is how they are read
  }

  @Override
  public void onResourceDeleted(SessionStack stack) {
    buckets.forget(StoreEvents.id(stack));
  }
}
