package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Contents;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The live objects of one stack, from the informers' caches (R7). */
final class LiveObjects {

  private final SessionStack stack;
  private final Context<SessionStack> context;
  private final CapabilityEvents capabilities;
  private final Names names;

  LiveObjects(SessionStack stack, Context<SessionStack> context, CapabilityEvents capabilities) {
    this.stack = stack;
    this.context = context;
    this.capabilities = capabilities;
    this.names = new Names(stack.getMetadata().getName());
  }

  /** What was just written is held twice for a moment, as it was and as it is: the newer counts. */
  <T extends HasMetadata> Stream<T> all(Class<T> kind) {
    return context.getSecondaryResourcesAsStream(kind, true);
  }

  <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
    return all(kind).filter(object -> object.getMetadata().getName().equals(name)).findFirst();
  }

  /** The data of a Secret; empty where there is none. */
  Map<String, String> secret(String name) {
    return named(Secret.class, name).map(Contents::of).orElse(Map.of());
  }

  List<Pod> pods(Component component) {
    return all(Pod.class)
        .filter(pod -> component.label().equals(label(pod, Labels.COMPONENT)))
        .toList();
  }

  /** The value of a label; empty where there is none. */
  static String label(HasMetadata object, String name) {
    return object.getMetadata().getLabels().getOrDefault(name, "");
  }

  /** How many instances each pool of workers is to have as of now, by name of the pool. */
  Map<String, Integer> poolReplicas() {
    return all(Deployment.class)
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
  Map<String, Integer> heldReplicas() {
    return all(Deployment.class)
        .filter(deployment -> deployment.getSpec().getReplicas() != null)
        .filter(LiveObjects::holdsReplicas)
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

  /**
   * The one thing that may be read from the API server: the workflow starts the informer on routes,
   * so at the first pass after the operator's start there is none yet, and not to know what the
   * gateways have said would be a change of the stack.
   */
  Optional<HTTPRoute> route() {
    var isWatched =
        context.eventSourceRetriever().getEventSourcesFor(HTTPRoute.class).stream()
            .anyMatch(source -> source instanceof AbstractEventSource<?, ?> s && s.isRunning());
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
}
