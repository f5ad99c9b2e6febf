package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Deletes what deleted objects owned. It follows the kinds that operators make, and every kind that
 * turns out to be an owner.
 */
final class Garbage implements AutoCloseable {
  private static final List<List<String>> KINDS =
      List.of(
          List.of("v1", "ConfigMap"),
          List.of("v1", "Secret"),
          List.of("v1", "Service"),
          List.of("v1", "ServiceAccount"),
          List.of("v1", "PersistentVolumeClaim"),
          List.of("v1", "Pod"),
          List.of("apps/v1", "Deployment"),
          List.of("apps/v1", "StatefulSet"),
          List.of("networking.k8s.io/v1", "Ingress"),
          List.of("networking.k8s.io/v1", "NetworkPolicy"),
          List.of("policy/v1", "PodDisruptionBudget"),
          List.of("autoscaling/v2", "HorizontalPodAutoscaler"));

  /** What the API server writes into an object whose children are to stay. */
  private static final String ORPHAN = "orphan";

  private final KubernetesClient client;
  private final Consumer<Runnable> later;
  private final Map<List<String>, SharedIndexInformer<GenericKubernetesResource>> informers =
      new ConcurrentHashMap<>();

  Garbage(KubernetesClient client, Consumer<Runnable> later) {
    this.client = client;
    this.later = later;
  }

  Garbage start() {
    KINDS.forEach(this::follow);
    return this;
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::close);
  }

  private void follow(List<String> kind) {
    if (!informers.containsKey(kind)) {
      var context =
          ResourceDefinitionContext.fromApiResource(
              kind.get(0),
              client.getApiResources(kind.get(0)).getResources().stream()
                  .filter(resource -> resource.getKind().equals(kind.get(1)))
                  .filter(resource -> !resource.getName().contains("/"))
                  .findFirst()
                  .orElseThrow());
      var informer =
          client.genericKubernetesResources(context).inAnyNamespace().runnableInformer(0);
      informers.put(kind, informer);
      informer.addEventHandler(new Handler());
      informer.start();
    }
  }

  private void collect(String uid) {
    owned(uid)
        .forEach(
            object -> {
              if (object.getMetadata().getOwnerReferences().size() == 1) {
                client.resource(object).delete();
              } else {
                free(object, uid);
              }
            });
  }

  /** What it owns is nobody's, and then it goes. */
  private void orphan(GenericKubernetesResource owner) {
    owned(owner.getMetadata().getUid())
        .forEach(object -> free(object, owner.getMetadata().getUid()));
    client
        .resource(owner)
        .edit(
            live -> {
              live.getMetadata().getFinalizers().remove(ORPHAN);
              return live;
            });
  }

  private void free(GenericKubernetesResource object, String uid) {
    client
        .resource(object)
        .edit(
            live -> {
              live.getMetadata().getOwnerReferences().removeIf(o -> o.getUid().equals(uid));
              return live;
            });
  }

  private List<GenericKubernetesResource> owned(String uid) {
    return List.copyOf(informers.values()).stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .filter(
            object ->
                object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(uid)))
        .toList();
  }

  private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource object) {
      for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
        later.accept(() -> follow(List.of(owner.getApiVersion(), owner.getKind())));
      }
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
      onAdd(object);
      if (object.isMarkedForDeletion() && object.getMetadata().getFinalizers().contains(ORPHAN)) {
        later.accept(() -> orphan(object));
      }
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean unknown) {
      later.accept(() -> collect(object.getMetadata().getUid()));
    }
  }
}
