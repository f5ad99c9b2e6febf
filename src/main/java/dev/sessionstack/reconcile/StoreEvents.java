package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreWatch;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** News from the stores become reconciliations; a deleted stack's store is forgotten. */
final class StoreEvents extends AbstractEventSource<StoreReport, SessionStack>
    implements ResourceEventAware<SessionStack> {

  private final StoreWatch stores;

  StoreEvents(StoreWatch stores) {
    super(StoreReport.class, "stores");
    this.stores = stores;
    stores.onNews(this::tell);
  }

  static StackId id(SessionStack stack) {
    return new StackId(stack.getMetadata().getNamespace(), stack.getMetadata().getName());
  }

  private void tell(StackId id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(id.name(), id.namespace())));
    }
  }

  @Override
  public Set<StoreReport> getSecondaryResources(SessionStack stack) {
    return Set.of(); // StoreWatch.report() is how they are read
  }

  @Override
  public void onResourceDeleted(SessionStack stack) {
    stores.forget(id(stack));
  }
}
