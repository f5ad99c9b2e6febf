package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.CensusPlan;
import dev.sessionstack.store.StackId;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.function.Consumer;

/** News from outside become reconciliations; what was watched for a deleted stack is forgotten. */
final class OutsideEvents extends AbstractEventSource<StackId, SessionStack>
    implements ResourceEventAware<SessionStack> {

  private final Outside outside;
  private final Consumer<StackId> forget;

  /**
   * @param forget who else remembers something of a stack
   */
  OutsideEvents(Outside outside, Consumer<StackId> forget) {
    super(StackId.class, "outside");
    this.outside = outside;
    this.forget = forget;
    outside.onNews(this::tell);
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
    return Set.of(); // the reports are read from Outside
  }

  /** The SDK itself reconciles only when the generation is another, and an annotation is none. */
  @Override
  public void onResourceUpdated(SessionStack now, SessionStack before) {
    if (!CensusPlan.demand(now).equals(CensusPlan.demand(before))) {
      tell(id(now));
    }
  }

  @Override
  public void onResourceDeleted(SessionStack stack) {
    outside.forget(id(stack));
    forget.accept(id(stack));
  }
}
