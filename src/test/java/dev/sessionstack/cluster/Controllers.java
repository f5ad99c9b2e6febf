package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the controller manager and the nodes, through a client, so that it serves {@link
 * FakeApiServer} and a real kube-apiserver that has no controllers alike: Deployments and
 * StatefulSets get pods and statuses, pods get started by a {@link Kubelet}, claims get bound,
 * autoscalers keep within their bounds.
 *
 * <p>It makes no ReplicaSets (the pods belong to the Deployment), no EndpointSlices, and no rollout
 * history. It is driven by events and writes nothing when nothing changes.
 */
public final class Controllers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Controllers.class);
  private static final long RETRY_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1000;

  private final KubernetesClient client;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final Set<Work> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "controllers");
            thread.setDaemon(true);
            return thread;
          });
  private Kubelet kubelet = Kubelet.ALWAYS_READY;
  private boolean loadBalancers;
  private boolean garbageCollect;
  private Garbage garbage;
  private Nodes nodes;

  private record Work(String kind, String namespace, String name) {}

  private Controllers(KubernetesClient client) {
    this.client = client;
  }

  /** Controllers that act through this client, and leave closing it to the caller. */
  public static Controllers with(KubernetesClient client) {
    return new Controllers(client);
  }

  /** Who runs the pods; by default they are always ready. */
  public Controllers kubelet(Kubelet kubelet) {
    this.kubelet = kubelet;
    return this;
  }

  /** Whether Services of type LoadBalancer get the address 127.0.0.1. */
  public Controllers loadBalancers(boolean on) {
    this.loadBalancers = on;
    return this;
  }

  /** Whether to delete what deleted objects owned, where the API server does not. */
  public Controllers garbageCollect(boolean on) {
    this.garbageCollect = on;
    return this;
  }

  /** Starts to watch and act. */
  public Controllers start() {
    nodes = new Nodes(client, kubelet);
    var workloads = new Workloads(client);
    var autoscaler = new Autoscaler(client);
    follow(
        Deployment.class,
        work -> {
          workloads.deployment(work.namespace, work.name);
          autoscaler.deployment(work.namespace, work.name);
        });
    follow(HorizontalPodAutoscaler.class, work -> autoscaler.autoscaler(work.namespace, work.name));
    follow(StatefulSet.class, work -> workloads.statefulSet(work.namespace, work.name));
    follow(
        Pod.class,
        work -> {
          if (nodes.run(work.namespace, work.name)) {
            tryAgain(work);
          }
        });
    follow(PersistentVolumeClaim.class, work -> nodes.bind(work.namespace, work.name));
    if (loadBalancers) {
      follow(Service.class, work -> nodes.expose(work.namespace, work.name));
    }
    if (garbageCollect) {
      garbage = new Garbage(client, this::later).start();
    }
    podEvents(workloads);
    return this;
  }

  /** Asks the kubelet again how this pod is. */
  public void recheck(String namespace, String name) {
    later(() -> nodes.recheck(namespace, name));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
    if (garbage != null) {
      garbage.close();
    }
    worker.shutdownNow();
    try {
      worker.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T extends HasMetadata> void follow(Class<T> type, Consumer<Work> sync) {
    informers.add(
        client
            .resources(type)
            .inAnyNamespace()
            .inform(handler(object -> enqueue(work(type.getSimpleName(), object), sync))));
  }

  /** A pod's owner has to know of it, and its kubelet when it goes. */
  private void podEvents(Workloads workloads) {
    var gone =
        new ResourceEventHandler<Pod>() {
          @Override
          public void onAdd(Pod pod) {
            wake(pod, workloads);
          }

          @Override
          public void onUpdate(Pod before, Pod pod) {
            if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
              later(() -> nodes.stop(before));
            }
            wake(pod, workloads);
          }

          @Override
          public void onDelete(Pod pod, boolean unknown) {
            later(() -> nodes.stop(pod));
            wake(pod, workloads);
          }
        };
    informers.add(client.pods().inAnyNamespace().inform(gone));
  }

  private void wake(Pod pod, Workloads workloads) {
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      var work = new Work(owner.getKind(), pod.getMetadata().getNamespace(), owner.getName());
      switch (owner.getKind()) {
        case "Deployment" -> enqueue(work, w -> workloads.deployment(w.namespace, w.name));
        case "StatefulSet" -> enqueue(work, w -> workloads.statefulSet(w.namespace, w.name));
        default -> {}
      }
    }
  }

  private static Work work(String kind, HasMetadata object) {
    return new Work(kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private void enqueue(Work work, Consumer<Work> sync) {
    if (waiting.add(work)) {
      later(
          () -> {
            waiting.remove(work);
            sync.accept(work);
          });
    }
  }

  private void later(Runnable task) {
    if (!worker.isShutdown()) {
      worker.execute(() -> attempt(task));
    }
  }

  /** As a kubelet does: what a container had to wait for may be there by now. */
  private void tryAgain(Work work) {
    worker.schedule(
        () ->
            attempt(
                () -> {
                  if (nodes.stillWaits(work.namespace, work.name)) {
                    tryAgain(work);
                  }
                }),
        AGAIN_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!worker.isShutdown()) {
        log.debug("will try again", e);
        worker.schedule(() -> attempt(task), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private static <T> ResourceEventHandler<T> handler(Consumer<T> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        seen.accept(object);
      }

      @Override
      public void onUpdate(T before, T object) {
        seen.accept(object);
      }

      @Override
      public void onDelete(T object, boolean unknown) {}
    };
  }
}
