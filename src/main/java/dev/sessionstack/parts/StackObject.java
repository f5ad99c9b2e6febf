package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.processing.dependent.Matcher.Result;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfig;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all objects of a stack have in common, in the terms of the operator SDK.
 *
 * <p>It is always applied on the server's side, so that fields that others own stay theirs; it is
 * found by labels and not by its owner, because some objects outlive their stack; and it is left
 * alone while its component is held back.
 *
 * @param <R> its kind
 */
@Ignore
public abstract class StackObject<R extends HasMetadata>
    extends CRUDKubernetesDependentResource<R, SessionStack>
    implements SecondaryToPrimaryMapper<R> {

  /** The name of the controller, by which the API server knows what we applied. */
  public static final String FIELD_MANAGER = "sessionstack";

  private static final String PLAN = "plan";
  static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final Set<Component> components;

  /**
   * @param components what the objects belong to
   */
  StackObject(Class<R> kind, Set<Component> components) {
    super(kind);
    this.components = components;
  }

  /** All objects that a plan wants, as they are to be. Pure: the same plan gives the same. */
  public abstract List<R> objects(StackPlan plan);

  /** Makes a plan known to the parts of this reconciliation. */
  public static void carry(StackPlan plan, Context<SessionStack> context) {
    context.managedWorkflowAndDependentResourceContext().put(PLAN, plan);
  }

  /** The plan of this reconciliation. */
  public static StackPlan plan(Context<SessionStack> context) {
    return context.managedWorkflowAndDependentResourceContext().getMandatory(PLAN, StackPlan.class);
  }

  /** Name, namespace, labels and owner: what almost every object of ours has. */
  static ObjectMeta owned(StackPlan plan, Component component, String name) {
    return new ObjectMetaBuilder(surviving(plan, component, name))
        .withOwnerReferences(plan.owner())
        .build();
  }

  /** The same without an owner, for what outlives its stack. */
  static ObjectMeta surviving(StackPlan plan, Component component, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(plan.namespace())
        .withLabels(Labels.of(plan.names().stack(), component))
        .build();
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
      if (live == null || !isOurs(live, stack.getMetadata().getName())) {
        throw e;
      }
      desired.getMetadata().setResourceVersion(null);
      return update(live, met(live, desired), stack, context);
    }
  }

  /** What is applied to an object of ours that the plan has not seen. Pure. */
  protected R met(R live, R desired) {
    return desired;
  }

  /**
   * Whether a live object differs in what the API server does not let anybody change. It is made
   * anew then: deleted without what it owns, so that for instance pods run on, and created when it
   * is gone. Each step is seen from what is live, so it may be left off at any (R4, R21). Pure.
   */
  protected boolean isToBeRemade(R live, R desired) {
    return false;
  }

  @Override
  public final R update(R actual, R desired, SessionStack stack, Context<SessionStack> context) {
    if (!isToBeRemade(actual, desired)) {
      var applied = super.update(actual, desired, stack, context);
      return residue(applied, desired)
          .map(patch -> context.getClient().resource(applied).patch(MERGE, patch))
          .orElse(applied);
    }
    if (actual.getMetadata().getDeletionTimestamp() == null) {
      deleteAlone(actual, context);
    }
    return actual;
  }

  /**
   * What may not stay in a live object whoever owns it, as a merge patch that takes it away; absent
   * where there is nothing of it. To apply an object takes away what is ours alone. Pure.
   */
  protected Optional<String> residue(R live, R desired) {
    return Optional.empty();
  }

  @Override
  public final Result<R> match(
      R actual, R desired, SessionStack stack, Context<SessionStack> context) {
    return residue(actual, desired).isPresent()
        ? Result.computed(false, desired)
        : super.match(actual, desired, stack, context);
  }

  /** What it owns stays, and is taken over by the next of its name. */
  static void deleteAlone(HasMetadata live, Context<SessionStack> context) {
    context.getClient().resource(live).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
  }

  /**
   * Whether we have ever applied an object for a stack. One that lost its labels may still be ours;
   * one that says that it is another stack's is not.
   */
  public static boolean isOurs(HasMetadata live, String stack) {
    var labels = live.getMetadata().getLabels();
    return (labels == null || stack.equals(labels.getOrDefault(Labels.INSTANCE, stack)))
        && live.getMetadata().getManagedFields().stream()
            .anyMatch(
                fields ->
                    FIELD_MANAGER.equals(fields.getManager())
                        && "Apply".equals(fields.getOperation()));
  }

  @Override
  public void configureWith(KubernetesDependentResourceConfig<R> config) {
    super.configureWith(withoutInformer(config));
  }

  /**
   * QOSDK hands out a configuration of the informer even where there is no annotation for one, and
   * what that leaves empty would take the place of our selector: all objects of the cluster would
   * be held, everybody's Secrets among them (R23).
   */
  static <R extends HasMetadata> KubernetesDependentResourceConfig<R> withoutInformer(
      KubernetesDependentResourceConfig<R> config) {
    return new KubernetesDependentResourceConfig<>(
        config.useSSA(), config.createResourceOnlyIfNotExistingWithSSA(), null, config.matcher());
  }

  @Override
  protected final InformerEventSourceConfiguration.Builder<R> informerConfigurationBuilder(
      EventSourceContext<SessionStack> context) {
    return super.informerConfigurationBuilder(context)
        .withLabelSelector(
            components.stream()
                .map(Component::label)
                .sorted()
                .collect(
                    Collectors.joining(",", Labels.OURS + "," + Labels.COMPONENT + " in (", ")")));
  }

  @Override
  public final Set<ResourceID> toPrimaryResourceIDs(R object) {
    return stackOf(object);
  }

  /** The stack that an object says it belongs to. */
  public static Set<ResourceID> stackOf(HasMetadata object) {
    var stack = object.getMetadata().getLabels().get(Labels.INSTANCE);
    return stack == null
        ? Set.of()
        : Set.of(new ResourceID(stack, object.getMetadata().getNamespace()));
  }

  /** What is live of this kind; the newer, where what was just written is held as it was, too. */
  final Stream<R> live(Context<SessionStack> context) {
    return context.getSecondaryResourcesAsStream(resourceType(), true);
  }

  /** Informers of one kind are told apart by component; what the SDK hands out is of them all. */
  final boolean isOfOurComponents(R object) {
    return components.stream().anyMatch(component -> isOf(object, component));
  }

  /** Which of our components an object belongs to. */
  final Component componentOf(R object) {
    return components.stream()
        .filter(component -> isOf(object, component))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOf(HasMetadata object, Component component) {
    return component.label().equals(object.getMetadata().getLabels().get(Labels.COMPONENT));
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
