package dev.sessionstack.reconcile;

import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.parts.access.KeysSecret;
import dev.sessionstack.parts.access.NextKeys;
import dev.sessionstack.parts.access.SessionSecret;
import dev.sessionstack.parts.access.StackServiceAccount;
import dev.sessionstack.parts.access.StoreSecret;
import dev.sessionstack.parts.edge.UiIngress;
import dev.sessionstack.parts.edge.UiRoute;
import dev.sessionstack.parts.server.ServerDeployment;
import dev.sessionstack.parts.server.ServerDisruptionBudget;
import dev.sessionstack.parts.server.ServerNetworkPolicy;
import dev.sessionstack.parts.server.ServerService;
import dev.sessionstack.parts.store.RedisConfig;
import dev.sessionstack.parts.store.RedisNetworkPolicy;
import dev.sessionstack.parts.store.RedisNodes;
import dev.sessionstack.parts.store.RedisService;
import dev.sessionstack.parts.store.RedisStatefulSet;
import dev.sessionstack.parts.store.RedisVolume;
import dev.sessionstack.parts.ui.UiAutoscaler;
import dev.sessionstack.parts.ui.UiDeployment;
import dev.sessionstack.parts.ui.UiDisruptionBudget;
import dev.sessionstack.parts.ui.UiService;
import dev.sessionstack.parts.workers.SchedulerStatefulSet;
import dev.sessionstack.parts.workers.WorkerDeployment;
import dev.sessionstack.parts.workers.WorkerDisruptionBudget;
import dev.sessionstack.parts.workers.WorkerNetworkPolicy;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.Surroundings;
import dev.sessionstack.status.Facts;
import dev.sessionstack.store.StackId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quarkiverse.operatorsdk.annotations.RBACRule;
import io.quarkiverse.operatorsdk.annotations.RBACVerbs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Carries the tray from room to room. The table below is the menu: every object of a stack, and
 * what must be there before it.
 */
@ControllerConfiguration(name = StackObject.FIELD_MANAGER)
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
@RBACRule(
    apiGroups = "",
    resources = "pods",
    verbs = {RBACVerbs.LIST, RBACVerbs.WATCH})
@RBACRule(
    apiGroups = "networking.k8s.io",
    resources = "ingressclasses",
    verbs = {RBACVerbs.LIST, RBACVerbs.WATCH})
@RBACRule(
    apiGroups = "apiextensions.k8s.io",
    resources = "customresourcedefinitions",
    resourceNames = "httproutes.gateway.networking.k8s.io",
    verbs = {RBACVerbs.LIST, RBACVerbs.WATCH})
@RBACRule(apiGroups = "events.k8s.io", resources = "events", verbs = RBACVerbs.CREATE)
@Workflow(
    explicitInvocation = true,
    dependents = {
      // The master copy of what was drawn at random comes before anything that uses it.
      @Dependent(name = "keys", type = KeysSecret.class),
      @Dependent(name = "next-keys", type = NextKeys.class, dependsOn = "keys"),
      @Dependent(name = "session-secret", type = SessionSecret.class, dependsOn = "next-keys"),
      @Dependent(name = "store-secret", type = StoreSecret.class, dependsOn = "next-keys"),
      @Dependent(name = "service-account", type = StackServiceAccount.class),
      @Dependent(name = "redis-config", type = RedisConfig.class),
      @Dependent(name = "redis-volume", type = RedisVolume.class),
      @Dependent(name = "redis-nodes", type = RedisNodes.class),
      @Dependent(name = "redis-service", type = RedisService.class),
      @Dependent(name = "redis-network-policy", type = RedisNetworkPolicy.class),
      @Dependent(
          name = "redis",
          type = RedisStatefulSet.class,
          dependsOn = {"store-secret", "redis-config", "service-account"}),
      @Dependent(
          name = "ui",
          type = UiDeployment.class,
          dependsOn = {"session-secret", "store-secret", "service-account"}),
      @Dependent(name = "ui-service", type = UiService.class),
      @Dependent(name = "ui-autoscaler", type = UiAutoscaler.class),
      @Dependent(name = "ui-disruption-budget", type = UiDisruptionBudget.class),
      @Dependent(
          name = "workers",
          type = WorkerDeployment.class,
          dependsOn = {"session-secret", "store-secret", "service-account"}),
      @Dependent(name = "worker-disruption-budgets", type = WorkerDisruptionBudget.class),
      @Dependent(name = "worker-network-policy", type = WorkerNetworkPolicy.class),
      @Dependent(
          name = "scheduler",
          type = SchedulerStatefulSet.class,
          dependsOn = {"session-secret", "store-secret", "service-account"}),
      @Dependent(
          name = "servers",
          type = ServerDeployment.class,
          dependsOn = {"session-secret", "store-secret", "service-account"}),
      @Dependent(name = "server-services", type = ServerService.class),
      @Dependent(name = "server-disruption-budgets", type = ServerDisruptionBudget.class),
      @Dependent(name = "server-network-policies", type = ServerNetworkPolicy.class),
      @Dependent(name = "ui-ingress", type = UiIngress.class),
      @Dependent(name = "ui-route", type = UiRoute.class, activationCondition = RoutesServed.class),
    })
public class SessionStackReconciler implements Reconciler<SessionStack> {

  private static final Logger LOG = Logger.getLogger(SessionStackReconciler.class);

  private final Settings settings;
  private final Outside outside;
  private final ReferencedObjects<SessionStack> referenced;
  private final CapabilityEvents capabilities;
  private final Clock clock = Clock.systemUTC();
  private final PoolMemory pools = new PoolMemory(clock);
  private final Review review;
  private final Meters meters;
  private final Gate gate;

  SessionStackReconciler(
      Settings settings, Outside outside, Meters meters, Gate gate, KubernetesClient client) {
    this.settings = settings;
    this.gate = gate;
    this.outside = outside;
    this.meters = meters;
    this.referenced = new ReferencedObjects<>(client);
    this.capabilities = new CapabilityEvents(new GatewayApi(client), new IngressClasses(client));
    this.review =
        new Review(new ConditionEvents(new EventLog(client, settings.instance())), pools, clock);
  }

  @Override
  public List<EventSource<?, SessionStack>> prepareEventSources(
      EventSourceContext<SessionStack> context) {
    meters.of(context.getPrimaryCache()::list);
    return List.of(
        OwnObjects.watch(Pod.class, context),
        referenced,
        capabilities,
        new OutsideEvents(outside, this::forget));
  }

  @Override
  public UpdateControl<SessionStack> reconcile(SessionStack stack, Context<SessionStack> context) {
    return gate.pass(stack, () -> look(stack, context));
  }

  private UpdateControl<SessionStack> look(SessionStack stack, Context<SessionStack> context) {
    var id = OutsideEvents.id(stack);
    var objects = new LiveObjects(stack, context, capabilities);
    var live = new Live(stack, objects, capabilities);
    var demands = pools.demands(id, objects.poolReplicas(), outside.reports(id).queues());
    var plan =
        plan(stack, live, live.surroundings(referenced, demands, outside.reports(id).settings()));
    pools.keep(id, plan);
    var failures = plan.mode() == Mode.Paused ? Failures.NONE : apply(plan, context);
    meters.passes().add(id, failures.all().isEmpty());
    var workloads = live.workloads(plan);
    outside.watch(id, plan, workloads, failures.keepSecrets());
    var facts =
        new Facts(
            plan,
            workloads,
            live.edge(),
            outside.reports(id),
            failures.all(),
            Optional.ofNullable(stack.getStatus()));
    return isGone(stack, context) || failures.namespaceEnds()
        ? UpdateControl.noUpdate()
        : review.of(stack, facts);
  }

  /**
   * Planned once more where that is of use: how far the step of a rotation has come is measured on
   * the plan of what the cluster holds.
   */
  private StackPlan plan(SessionStack stack, Live live, Surroundings around) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var facts = around.with(live.rotations(now, settings.rotation().fileLag()));
    var plan = StackPlan.of(stack, settings.platform(), facts);
    var heard = outside.access(OutsideEvents.id(stack));
    return plan.rotationSteps().findAny().isPresent() || heard.isPresent()
        ? StackPlan.of(stack, settings.platform(), facts.with(live.progress(plan, heard)))
        : plan;
  }

  @Override
  public ErrorStatusUpdateControl<SessionStack> updateErrorStatus(
      SessionStack stack, Context<SessionStack> context, Exception error) {
    return StatusOnly.failed(error);
  }

  private Failures apply(StackPlan plan, Context<SessionStack> context) {
    StackObject.carry(plan, context);
    var workflow = context.managedWorkflowAndDependentResourceContext();
    try {
      workflow.reconcileManagedWorkflow();
    } catch (AggregatedOperatorException e) {
      // QOSDK 7.7 ignores handleExceptionsInReconciler; what went wrong is in the result as well.
      LOG.debug("not everything was applied", e);
    }
    return workflow
        .getWorkflowReconcileResult()
        .map(result -> Failures.of(result, plan, context.getClient()))
        .orElse(Failures.NONE);
  }

  /** A stack that was deleted during this pass was forgotten before this pass watched it again. */
  private boolean isGone(SessionStack stack, Context<SessionStack> context) {
    var gone = context.getPrimaryCache().get(ResourceID.fromResource(stack)).isEmpty();
    if (gone) {
      outside.forget(OutsideEvents.id(stack));
      forget(OutsideEvents.id(stack));
      referenced.onResourceDeleted(stack);
      capabilities.onResourceDeleted(stack);
    }
    return gone;
  }

  /** Forgets what this room remembers of a stack. */
  private void forget(StackId id) {
    pools.forget(id);
    meters.passes().forget(id);
  }
}
