package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Names;
import dev.sessionstack.plan.Reference;
import dev.sessionstack.plan.References;
import dev.sessionstack.plan.Surroundings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
  Surroundings surroundings(ReferencedObjects referenced) {
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
        capabilities.of(stack, edge().gateways()));
  }

  /** What the status speaks of. */
  Workloads workloads() {
    return new Workloads(
        named(Deployment.class, names.ui()),
        pods(Component.UI),
        named(Service.class, names.ui()),
        named(StatefulSet.class, names.redis()),
        pods(Component.STORE),
        named(PersistentVolumeClaim.class, names.dataClaim()));
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
          .filter(Part::isOurs);
    } catch (KubernetesClientException e) {
      return Optional.empty(); // the informer will have the same trouble, and say so
    }
  }

  private Map<String, String> secret(String name) {
    return named(Secret.class, name).map(Contents::of).orElse(Map.of());
  }

  private List<Pod> pods(Component component) {
    return context.getSecondaryResources(Pod.class).stream()
        .filter(
            pod -> component.label().equals(pod.getMetadata().getLabels().get(Labels.COMPONENT)))
        .toList();
  }

  private <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
    return context.getSecondaryResources(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }
}
