package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One Kubernetes object of the same kind for each of several things: pools of workers, servers.
 *
 * <p>The SDK's {@code BulkDependentResource} ends with the first object that fails; here one that
 * is held back or refused keeps none of the others from being applied (R17).
 *
 * @param <R> their kind
 * @param <T> what there is one for each of
 */
@Ignore
public abstract class PartSet<R extends HasMetadata, T> extends StackObject<R> {

  protected PartSet(Class<R> kind, Set<Component> components) {
    super(kind, components);
  }

  /** What there is to be one for each of, whether or not it is wanted. */
  protected abstract List<T> items(StackPlan plan);

  /** What an item belongs to. */
  protected abstract Component component(T item);

  /** Why an item is left as it is, if it is. */
  protected abstract List<Problem> holds(StackPlan plan, T item);

  /** The name of an item's object. */
  protected abstract String objectName(StackPlan plan, T item);

  /** An item's object as it is to be. Pure. */
  protected abstract R desired(StackPlan plan, T item);

  /** Whether an item has this object at all. */
  protected boolean wanted(StackPlan plan, T item) {
    return true;
  }

  @Override
  public final List<R> objects(StackPlan plan) {
    return items(plan).stream()
        .filter(item -> wanted(plan, item))
        .map(item -> desired(plan, item))
        .toList();
  }

  /** Whether a live object of our components is one of this set, wanted or not. */
  protected boolean concerns(StackPlan plan, R live) {
    return true;
  }

  protected final ObjectMeta surviving(StackPlan plan, T item) {
    return surviving(plan, component(item), objectName(plan, item));
  }

  protected final ObjectMeta owned(StackPlan plan, T item) {
    return owned(plan, component(item), objectName(plan, item));
  }

  @Override
  public final ReconcileResult<R> reconcile(SessionStack stack, Context<SessionStack> context) {
    var plan = plan(context);
    var live = liveByName(context);
    var refused = new TreeMap<String, PartSetException.Refusal>();
    var results = new ArrayList<ReconcileResult<R>>();
    var kept = new HashSet<String>();
    for (var item : items(plan)) {
      var name = objectName(plan, item);
      var held = !holds(plan, item).isEmpty();
      if (held || wanted(plan, item)) {
        kept.add(name);
      }
      if (!held && wanted(plan, item)) {
        try {
          results.add(apply(live.get(name), desired(plan, item), stack, context));
        } catch (RuntimeException e) {
          refused.put(name, new PartSetException.Refusal(component(item), e));
        }
      }
    }
    for (var object : live.values()) {
      var name = object.getMetadata().getName();
      if (!kept.contains(name) && isToGo(object, plan)) {
        try {
          handleDelete(stack, object, context);
        } catch (RuntimeException e) {
          refused.put(name, new PartSetException.Refusal(componentOf(object), e));
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new PartSetException(refused);
    }
    return ReconcileResult.aggregatedResult(results);
  }

  /**
   * Somebody's copy of an object of ours has our labels, and is not ours to delete; nor is anything
   * of a component that is held back.
   */
  private boolean isToGo(R object, StackPlan plan) {
    return object.getMetadata().getDeletionTimestamp() == null
        && concerns(plan, object)
        && plan.holds(componentOf(object)).isEmpty()
        && isOurs(object, plan.names().stack());
  }

  private Map<String, R> liveByName(Context<SessionStack> context) {
    return live(context)
        .filter(this::isOfOurComponents)
        .collect(Collectors.toMap(object -> object.getMetadata().getName(), Function.identity()));
  }

  private ReconcileResult<R> apply(
      R actual, R desired, SessionStack stack, Context<SessionStack> context) {
    if (actual == null) {
      return ReconcileResult.resourceCreated(handleCreate(desired, stack, context));
    }
    return match(actual, desired, stack, context).matched()
        ? ReconcileResult.noOperation(actual)
        : ReconcileResult.resourceUpdated(handleUpdate(actual, desired, stack, context));
  }
}
