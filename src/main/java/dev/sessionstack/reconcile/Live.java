package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Rollout;
import dev.sessionstack.parts.Single;
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
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is live around a stack, as the other rooms know it. */
final class Live {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SessionStack stack;
  private final LiveObjects objects;
  private final CapabilityEvents capabilities;
  private final Names names;

  Live(SessionStack stack, LiveObjects objects, CapabilityEvents capabilities) {
    this.stack = stack;
    this.objects = objects;
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
    var copies = new HashMap<>(objects.secret(names.storeSecret()));
    copies.putAll(objects.secret(names.sessionSecret()));
    return new Surroundings(
        objects.secret(names.keysSecret()),
        copies,
        Keys.draw(RANDOM),
        contents,
        secrets(),
        objects.named(PersistentVolumeClaim.class, names.dataClaim()).isPresent(),
        objects.named(StatefulSet.class, names.redis()).isPresent(),
        objects.heldReplicas(),
        demands,
        capabilities.of(stack, edge().gateways()),
        store(settings),
        RotationFacts.NONE);
  }

  /** Those of ours: a copy that somebody made has our labels, and another name. */
  private Set<String> secrets() {
    return objects
        .all(Secret.class)
        .map(secret -> secret.getMetadata().getName())
        .filter(names.secrets()::contains)
        .collect(Collectors.toSet());
  }

  private LiveStore store(Optional<SettingsReport> settings) {
    var state =
        new RedisState(
            objects.named(PersistentVolumeClaim.class, names.dataClaim()),
            objects.named(StatefulSet.class, names.redis()),
            objects.named(ConfigMap.class, names.redisConfig()));
    return state.seen(settings.flatMap(SettingsReport::saved));
  }

  /** What is known of rotations, but how far they have come. */
  RotationFacts rotations(Instant now, Duration fileLag) {
    return new RotationState(
            objects.named(Secret.class, names.nextSessionSecret()),
            objects.named(Secret.class, names.nextStoreSecret()),
            objects.named(Secret.class, names.sessionSecret()),
            objects.named(Secret.class, names.storeSecret()),
            objects.named(StatefulSet.class, names.redis()))
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
        Rollout.isOver(plan, workloads(plan), objects.all(Pod.class).toList()),
        heard.equals(Optional.of(new AccessReport.Told(digests))),
        objects.pods(Component.STORE).isEmpty()
            && (stays || objects.named(StatefulSet.class, names.redis()).isEmpty()),
        heard.equals(Optional.of(new AccessReport.LockedOut())));
  }

  /** What the status speaks of. */
  Workloads workloads(StackPlan plan) {
    return new Workloads(
        fleet(names.ui(), Component.UI),
        objects.named(HorizontalPodAutoscaler.class, names.ui()),
        objects.named(Service.class, names.ui()),
        single(names.redis(), Component.STORE),
        objects.named(PersistentVolumeClaim.class, names.dataClaim()),
        pools(plan),
        single(names.scheduler(), Component.SCHEDULER),
        Map.of(
            Component.BACKEND, fleet(names.server(Component.BACKEND), Component.BACKEND),
            Component.MODEL_SERVER,
                fleet(names.server(Component.MODEL_SERVER), Component.MODEL_SERVER)));
  }

  private Fleet fleet(String name, Component component) {
    return new Fleet(objects.named(Deployment.class, name), objects.pods(component));
  }

  private Single single(String name, Component component) {
    return new Single(objects.named(StatefulSet.class, name), objects.pods(component));
  }

  private Map<String, Fleet> pools(StackPlan plan) {
    var pods =
        objects.pods(Component.WORKERS).stream()
            .collect(Collectors.groupingBy(pod -> LiveObjects.label(pod, Labels.POOL)));
    var pools = new HashMap<String, Fleet>();
    for (var pool : plan.workers()) {
      pools.put(
          pool.name(),
          new Fleet(
              objects.named(Deployment.class, names.worker(pool.name())),
              pods.getOrDefault(pool.name(), List.of())));
    }
    return pools;
  }

  /** What is in front of the Service. */
  LiveEdge edge() {
    return new LiveEdge(objects.named(Ingress.class, names.ui()), objects.route());
  }
}
