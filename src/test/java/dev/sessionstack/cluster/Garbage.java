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
    for (var informer : List.copyOf(informers.values())) {
      for (var object : informer.getStore().list()) {
        var owners = object.getMetadata().getOwnerReferences();
        if (owners.stream().noneMatch(owner -> owner.getUid().equals(uid))) {
          continue;
        }
        if (owners.size() == 1) {
          client.resource(object).delete();
        } else {
          client
              .resource(object)
              .edit(
                  live -> {
                    live.getMetadata().getOwnerReferences().removeIf(o -> o.getUid().equals(uid));
                    return live;
                  });
        }
      }
    }
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
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean unknown) {
      later.accept(() -> collect(object.getMetadata().getUid()));
    }
  }
}
