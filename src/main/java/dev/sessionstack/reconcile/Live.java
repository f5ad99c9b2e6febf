package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Rollout;
import dev.sessionstack.parts.Single;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.access.RotationState;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.parts.store.RedisState;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.LiveStore;
import dev.sessionstack.plan.Names;
import dev.sessionstack.plan.PoolDemand;
import dev.sessionstack.plan.Reference;
import dev.sessionstack.plan.References;
import dev.sessionstack.plan.RotationFacts;
import dev.sessionstack.plan.RotationFacts.Progress;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.Surroundings;
import dev.sessionstack.store.AccessReport;
import dev.sessionstack.store.SettingsReport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is live around a stack, read from the informers' caches (R7). */
final class Live {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SessionStack stack;
  private final Context<SessionStack> context;
  private final CapabilityEvents capabilities;
  private final Names names;

  Live(SessionStack stack, Context<SessionStack> context, CapabilityEvents capabilities) {
    this.stack = stack;
    this.context = context;
    this.capabilities = capabilities;
    this.names = new Names(stack.getMetadata().getName());
  }

  /** What the plan needs to know. */
  Surroundings surroundings(
      ReferencedObjects<SessionStack> referenced,
      Map<String, PoolDemand> demands,
      Optional<SettingsReport> settings) {
    var id = ResourceID.fromResource(stack);
    var targets =
        References.of(stack).all().stream().map(Reference::target).collect(Collectors.toSet());
    referenced.watch(id, targets);
    var contents = new HashMap<Reference.Target, Map<String, String>>();
    targets.forEach(
        target -> referenced.content(id, target).ifPresent(c -> contents.put(target, c)));
    var copies = new HashMap<>(secret(names.storeSecret()));
    copies.putAll(secret(names.sessionSecret()));
    return new Surroundings(
        secret(names.keysSecret()),
        copies,
        Keys.draw(RANDOM),
        contents,
        named(PersistentVolumeClaim.class, names.dataClaim()).isPresent(),
        named(StatefulSet.class, names.redis()).isPresent(),
        heldReplicas(),
        demands,
        capabilities.of(stack, edge().gateways()),
        store(settings),
        RotationFacts.NONE);
  }

  private LiveStore store(Optional<SettingsReport> settings) {
    var state =
        new RedisState(
            named(PersistentVolumeClaim.class, names.dataClaim()),
            named(StatefulSet.class, names.redis()),
            named(ConfigMap.class, names.redisConfig()));
    return state.seen(settings.flatMap(SettingsReport::saved));
  }

  /** What is known of rotations, but how far they have come. */
  RotationFacts rotations(Instant now, Duration fileLag) {
    return new RotationState(
            secret(names.nextSessionSecret()),
            secret(names.nextStoreSecret()),
            named(Secret.class, names.sessionSecret()),
            named(Secret.class, names.storeSecret()),
            named(StatefulSet.class, names.redis()))
        .facts(now, fileLag);
  }

  /**
   * How far the step has come that the cluster holds.
   *
   * @param plan of what it holds
   * @param heard what the server was last heard to accept
   */
  Progress progress(StackPlan plan, Optional<AccessReport> heard) {
    var digests =
        plan.store().passwords().stream().map(Sensitive::digest).collect(Collectors.toSet());
    var stays = plan.store().managed().map(redis -> redis.replicas() == 0).orElse(true);
    return new Progress(
        Rollout.isOver(plan, workloads(plan), live(Pod.class).toList()),
        heard.equals(Optional.of(new AccessReport.Told(digests))),
        pods(Component.STORE).isEmpty()
            && (stays || named(StatefulSet.class, names.redis()).isEmpty()),
        heard.equals(Optional.of(new AccessReport.LockedOut())));
  }

  /** What the status speaks of. */
  Workloads workloads(StackPlan plan) {
    return new Workloads(
        fleet(names.ui(), Component.UI),
        named(HorizontalPodAutoscaler.class, names.ui()),
        named(Service.class, names.ui()),
        single(names.redis(), Component.STORE),
        named(PersistentVolumeClaim.class, names.dataClaim()),
        pools(plan),
        single(names.scheduler(), Component.SCHEDULER),
        Map.of(
            Component.BACKEND, fleet(names.server(Component.BACKEND), Component.BACKEND),
            Component.MODEL_SERVER,
                fleet(names.server(Component.MODEL_SERVER), Component.MODEL_SERVER)));
  }

  private Fleet fleet(String name, Component component) {
    return new Fleet(named(Deployment.class, name), pods(component));
  }

  private Single single(String name, Component component) {
    return new Single(named(StatefulSet.class, name), pods(component));
  }

  private Map<String, Fleet> pools(StackPlan plan) {
    var pods =
        pods(Component.WORKERS).stream()
            .collect(Collectors.groupingBy(pod -> label(pod, Labels.POOL)));
    var pools = new HashMap<String, Fleet>();
    for (var pool : plan.workers()) {
      pools.put(
          pool.name(),
          new Fleet(
              named(Deployment.class, names.worker(pool.name())),
              pods.getOrDefault(pool.name(), List.of())));
    }
    return pools;
  }

  /** How many instances each pool of workers is to have as of now, by name of the pool. */
  Map<String, Integer> poolReplicas() {
    return live(Deployment.class)
        .filter(deployment -> label(deployment, Labels.COMPONENT).equals(Component.WORKERS.label()))
        // Somebody's copy has the same labels.
        .filter(
            deployment ->
                deployment
                    .getMetadata()
                    .getName()
                    .equals(names.worker(label(deployment, Labels.POOL))))
        .filter(deployment -> deployment.getSpec().getReplicas() != null)
        .collect(
            Collectors.toMap(
                deployment -> label(deployment, Labels.POOL),
                deployment -> deployment.getSpec().getReplicas()));
  }

  /** Deployments whose number of instances nobody has written after us, and that number. */
  private Map<String, Integer> heldReplicas() {
    return live(Deployment.class)
        .filter(deployment -> deployment.getSpec().getReplicas() != null)
        .filter(Live::holdsReplicas)
        .collect(
            Collectors.toMap(
                deployment -> deployment.getMetadata().getName(),
                deployment -> deployment.getSpec().getReplicas()));
  }

  private static boolean holdsReplicas(Deployment deployment) {
    return deployment.getMetadata().getManagedFields().stream()
        .filter(fields -> StackObject.FIELD_MANAGER.equals(fields.getManager()))
        .filter(fields -> "Apply".equals(fields.getOperation()))
        .map(fields -> fields.getFieldsV1().getAdditionalProperties().get("f:spec"))
        .anyMatch(spec -> spec instanceof Map<?, ?> owned && owned.containsKey("f:replicas"));
  }

  /** What is in front of the Service. */
  LiveEdge edge() {
    return new LiveEdge(named(Ingress.class, names.ui()), route());
  }

  /**
   * The one thing that may be read from the API server: the workflow starts the informer on routes,
   * so at the first pass after the operator's start there is none yet, and not to know what the
   * gateways have said would be a change of the stack.
   */
  private Optional<HTTPRoute> route() {
    var isWatched = !context.eventSourceRetriever().getEventSourcesFor(HTTPRoute.class).isEmpty();
    if (isWatched || !capabilities.servesRoutes()) {
      return named(HTTPRoute.class, names.ui());
    }
    try {
      return Optional.ofNullable(
              context
                  .getClient()
                  .resources(HTTPRoute.class)
                  .inNamespace(stack.getMetadata().getNamespace())
                  .withName(names.ui())
                  .get())
          .filter(route -> StackObject.isOurs(route, names.stack()));
    } catch (KubernetesClientException e) {
      return Optional.empty(); // the informer will have the same trouble, and say so
    }
  }

  private Map<String, String> secret(String name) {
    return named(Secret.class, name).map(Contents::of).orElse(Map.of());
  }

  private List<Pod> pods(Component component) {
    return live(Pod.class)
        .filter(pod -> component.label().equals(label(pod, Labels.COMPONENT)))
        .toList();
  }

  private static String label(HasMetadata object, String name) {
    return object.getMetadata().getLabels().getOrDefault(name, "");
  }

  /** What was just written is held twice for a moment, as it was and as it is: the newer counts. */
  private <T extends HasMetadata> Stream<T> live(Class<T> kind) {
    return context.getSecondaryResourcesAsStream(kind, true);
  }

  private <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
    return live(kind).filter(object -> object.getMetadata().getName().equals(name)).findFirst();
  }
}
