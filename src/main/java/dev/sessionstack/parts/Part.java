package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Set;

/**
 * One Kubernetes object of a stack.
 *
 * <p>It is always applied on the server's side, so that fields that others own stay theirs; it is
 * found by labels and not by its owner, because some objects outlive their stack; and it is left
 * alone while its component is held back.
 *
 * @param <R> its kind
 */
@Ignore
public abstract class Part<R extends HasMetadata>
    extends CRUDKubernetesDependentResource<R, SessionStack>
    implements SecondaryToPrimaryMapper<R> {

  /** The name of the controller, by which the API server knows what we applied. */
  public static final String FIELD_MANAGER = "sessionstack";

  private static final String PLAN = "plan";

  private final Component component;

  protected Part(Class<R> kind, Component component) {
    super(kind);
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

  /** What the object belongs to. */
  public final Component component() {
    return component;
  }

  /** Makes a plan known to the parts of this reconciliation. */
  public static void carry(StackPlan plan, Context<SessionStack> context) {
    context.managedWorkflowAndDependentResourceContext().put(PLAN, plan);
  }

  /** The plan of this reconciliation. */
  public static StackPlan plan(Context<SessionStack> context) {
    return context.managedWorkflowAndDependentResourceContext().getMandatory(PLAN, StackPlan.class);
  }

  /** Name, namespace, labels and owner: what almost every object of ours has. */
  protected final ObjectMeta owned(StackPlan plan) {
    return new ObjectMetaBuilder(surviving(plan)).withOwnerReferences(plan.owner()).build();
  }

  /** The same without an owner, for what outlives its stack. */
  protected final ObjectMeta surviving(StackPlan plan) {
    return new ObjectMetaBuilder()
        .withName(objectName(plan))
        .withNamespace(plan.namespace())
        .withLabels(Labels.of(plan.names().stack(), component))
        .build();
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
        .filter(live -> live.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(live -> handleDelete(stack, live, context));
    return ReconcileResult.noOperation(null);
  }

  /**
   * An object of ours that lost its labels is not seen by the informer, so it is met here; one that
   * somebody else made is not ours to take.
   */
  @Override
  public final R create(R desired, SessionStack stack, Context<SessionStack> context) {
    try {
      return super.create(desired, stack, context);
    } catch (KubernetesClientException e) {
      var live = e.getCode() == 409 ? context.getClient().resource(desired).get() : null;
      if (live == null || !isOurs(live)) {
        throw e;
      }
      desired.getMetadata().setResourceVersion(null);
      return update(live, desired, stack, context);
    }
  }

  /** Whether we have ever applied an object, whatever has become of its labels. */
  public static boolean isOurs(HasMetadata live) {
    return live.getMetadata().getManagedFields().stream()
        .anyMatch(
            fields ->
                FIELD_MANAGER.equals(fields.getManager()) && "Apply".equals(fields.getOperation()));
  }

  @Override
  protected final InformerEventSourceConfiguration.Builder<R> informerConfigurationBuilder(
      EventSourceContext<SessionStack> context) {
    return super.informerConfigurationBuilder(context)
        .withLabelSelector(Labels.OURS + "," + Labels.COMPONENT + "=" + component.label());
  }

  @Override
  public final Set<ResourceID> toPrimaryResourceIDs(R object) {
    var stack = object.getMetadata().getLabels().get(Labels.INSTANCE);
    return stack == null
        ? Set.of()
        : Set.of(new ResourceID(stack, object.getMetadata().getNamespace()));
  }

  @Override
  protected final boolean addOwnerReference() {
    return false; // desired() says it: owned or surviving
  }

  @Override
  protected final boolean useSSA(Context<SessionStack> context) {
    return true; // also for ConfigMaps and Secrets, whose dropped keys would stay otherwise
  }
}
