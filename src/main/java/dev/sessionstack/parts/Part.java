package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One Kubernetes object of a stack. It is left alone while its component is held back.
 *
 * @param <R> its kind
 */
@Ignore
public abstract class Part<R extends HasMetadata> extends StackObject<R> {

  private final Component component;

  protected Part(Class<R> kind, Component component) {
    super(kind, Set.of(component));
    this.component = component;
  }

  /** The name of the object, also where the stack does not want it: what is deleted has a name. */
  public abstract String objectName(StackPlan plan);

  /** The object as it is to be. Pure: the same plan gives the same object. */
  public abstract R desired(StackPlan plan);

  /** Whether the stack has this object at all. Where it has not, a live one is deleted. */
  public boolean wanted(StackPlan plan) {
    return true;
  }

  /** Whether a live object that is not wanted may go as of now. Pure. */
  protected boolean mayGo(StackPlan plan) {
    return true;
  }

  /** How a live object goes that is not wanted. Pure. */
  protected Departure<R> departure(R live) {
    return new Departure.Deleted<>();
  }

  @Override
  public final List<R> objects(StackPlan plan) {
    return wanted(plan) ? List.of(desired(plan)) : List.of();
  }

  /** What the object belongs to. */
  public final Component component() {
    return component;
  }

  protected final ObjectMeta owned(StackPlan plan) {
    return owned(plan, component, objectName(plan));
  }

  protected final ObjectMeta surviving(StackPlan plan) {
    return surviving(plan, component, objectName(plan));
  }

  @Override
  protected final ResourceID targetSecondaryResourceID(
      SessionStack stack, Context<SessionStack> context) {
    var plan = plan(context);
    return new ResourceID(objectName(plan), plan.namespace());
  }

  @Override
  protected final R desired(SessionStack stack, Context<SessionStack> context) {
    return desired(plan(context));
  }

  @Override
  public final Optional<R> getSecondaryResource(SessionStack stack, Context<SessionStack> context) {
    var id = targetSecondaryResourceID(stack, context);
    return live(context).filter(object -> ResourceID.fromResource(object).equals(id)).findFirst();
  }

  /**
   * Applies, deletes or leaves alone. The switch is here and not in a condition of the workflow,
   * which would delete all that depends on what is switched off.
   */
  @Override
  public final ReconcileResult<R> reconcile(SessionStack stack, Context<SessionStack> context) {
    var plan = plan(context);
    if (!plan.holds(component).isEmpty()) {
      return ReconcileResult.noOperation(null);
    }
    if (wanted(plan)) {
      return super.reconcile(stack, context);
    }
    getSecondaryResource(stack, context)
        .filter(live -> live.getMetadata().getDeletionTimestamp() == null && mayGo(plan))
        .ifPresent(live -> depart(live, stack, context));
    return ReconcileResult.noOperation(null);
  }

  private void depart(R live, SessionStack stack, Context<SessionStack> context) {
    var departure = departure(live);
    if (departure instanceof Departure.Deleted) {
      handleDelete(stack, live, context);
    } else if (departure instanceof Departure.LeavingAll) {
      deleteAlone(live, context);
    } else if (departure instanceof Departure.Prepared<R> prepared) {
      context.getClient().resource(live).edit(prepared.change());
    }
  }
}
