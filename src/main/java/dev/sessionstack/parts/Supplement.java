package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.dependent.Updater;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfig;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Optional;
import java.util.Set;

/**
 * What we say in an object that somebody else makes for a stack, and that outlives it. It is never
 * created or deleted, and nothing of it is owned but what is said here.
 *
 * @param <R> its kind
 */
@Ignore
public abstract class Supplement<R extends HasMetadata>
    extends KubernetesDependentResource<R, SessionStack>
    implements Updater<R, SessionStack>, SecondaryToPrimaryMapper<R> {

  private final Component component;

  protected Supplement(Class<R> kind, Component component) {
    super(kind);
    this.component = component;
  }

  /** What the object belongs to. */
  public final Component component() {
    return component;
  }

  /** The name of the object. */
  public abstract String objectName(StackPlan plan);

  /**
   * All that we say in the object, as it is to be, one step at a time; absent where there is
   * nothing to change. Pure.
   *
   * @param live as it is
   */
  public abstract Optional<R> supplement(StackPlan plan, R live);

  /**
   * What somebody else would have to say in the object and does not, as a merge patch; absent where
   * there is nothing to put right. It comes after all that is ours to say. Pure.
   */
  protected Optional<String> correction(StackPlan plan, R live) {
    return Optional.empty();
  }

  @Override
  public final ReconcileResult<R> reconcile(SessionStack stack, Context<SessionStack> context) {
    var plan = StackObject.plan(context);
    var live =
        context
            .getSecondaryResourcesAsStream(resourceType(), true)
            .filter(object -> object.getMetadata().getName().equals(objectName(plan)))
            .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
            .findFirst();
    if (!plan.holds(component).isEmpty()) {
      return ReconcileResult.noOperation(live.orElse(null));
    }
    var wanted = live.flatMap(object -> supplement(plan, object));
    if (wanted.isPresent()) {
      return ReconcileResult.resourceUpdated(
          handleUpdate(live.orElseThrow(), wanted.get(), stack, context));
    }
    live.flatMap(object -> correction(plan, object))
        .ifPresent(
            patch -> context.getClient().resource(live.get()).patch(StackObject.MERGE, patch));
    return ReconcileResult.noOperation(live.orElse(null));
  }

  @Override
  public void configureWith(KubernetesDependentResourceConfig<R> config) {
    super.configureWith(StackObject.withoutInformer(config));
  }

  /** Those with our labels, and no others (R23). */
  @Override
  protected final InformerEventSourceConfiguration.Builder<R> informerConfigurationBuilder(
      EventSourceContext<SessionStack> context) {
    return super.informerConfigurationBuilder(context).withLabelSelector(Labels.OURS);
  }

  @Override
  public final Set<ResourceID> toPrimaryResourceIDs(R object) {
    return StackObject.stackOf(object);
  }

  @Override
  protected final boolean useSSA(Context<SessionStack> context) {
    return true; // what others say stays as it is
  }
}
