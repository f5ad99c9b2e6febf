package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.store.StackId;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.function.Consumer;

/**
 * News from what is watched outside of Kubernetes become reconciliations; what belonged to a
 * deleted stack is forgotten.
 */
final class WatchEvents extends AbstractEventSource<StackId, SessionStack>
    implements ResourceEventAware<SessionStack> {

  private final Consumer<StackId> forget;

  /**
   * @param onNews takes the one to be told of news
   * @param forget what a deleted stack had
   */
  WatchEvents(String name, Consumer<Consumer<StackId>> onNews, Consumer<StackId> forget) {
    super(StackId.class, name);
    this.forget = forget;
    onNews.accept(this::tell);
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
  public Set<StackId> getSecondaryResources(SessionStack stack) {
    return Set.of(); // the watches have a report() of their own
  }

  @Override
  public void onResourceDeleted(SessionStack stack) {
    forget.accept(id(stack));
  }
}
