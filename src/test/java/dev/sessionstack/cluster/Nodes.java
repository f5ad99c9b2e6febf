package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What nodes, volumes and load balancers do for pods, claims and Services. */
final class Nodes {
  private final KubernetesClient client;
  private final Kubelet kubelet;

  /** How the pods are that were started, by uid. */
  private final Map<String, PodState> states = new HashMap<>();

  Nodes(KubernetesClient client, Kubelet kubelet) {
    this.client = client;
    this.kubelet = kubelet;
  }

  /**
   * Starts a pod that was not started yet.
   *
   * @return whether it was now, and has to wait for something
   */
  boolean run(String namespace, String name) {
    var pod = client.pods().inNamespace(namespace).withName(name).get();
    if (pod == null || pod.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    var uid = pod.getMetadata().getUid();
    if (states.containsKey(uid)) {
      return false;
    }
    states.put(uid, kubelet.start(pod));
    report(pod, states.get(uid));
    return !states.get(uid).runs();
  }

  /** Tries again to start a pod that waits, if it still does. */
  boolean stillWaits(String namespace, String name) {
    var pod = client.pods().inNamespace(namespace).withName(name).get();
    var known = pod == null ? null : states.get(pod.getMetadata().getUid());
    if (known == null || known.runs()) {
      return false; // gone, or started meanwhile; another of its name has a trial of its own
    }
    recheck(namespace, name);
    return !states.get(pod.getMetadata().getUid()).runs();
  }

  void recheck(String namespace, String name) {
    var pod = client.pods().inNamespace(namespace).withName(name).get();
    if (pod != null) {
      states.put(pod.getMetadata().getUid(), kubelet.start(pod));
      report(pod, states.get(pod.getMetadata().getUid()));
    }
  }

  void stop(Pod pod) {
    if (states.remove(pod.getMetadata().getUid()) != null) {
      kubelet.stop(pod);
    }
  }

  private void report(Pod pod, PodState state) {
    client
        .resource(pod)
        .editStatus(current -> new PodBuilder(current).withStatus(status(current, state)).build());
  }

  private static PodStatus status(Pod pod, PodState state) {
    var old = pod.getStatus();
    return new PodStatusBuilder(old)
        .withPhase(state.runs() ? "Running" : "Pending")
        .withPodIP(state.ip().isEmpty() ? null : state.ip())
        .withStartTime(old.getStartTime() == null ? now() : old.getStartTime())
        .withConditions(
            Stream.of(
                    condition(old, "PodScheduled", true),
                    condition(old, "Initialized", true),
                    condition(old, "ContainersReady", state.ready()),
                    condition(old, "Ready", state.ready()))
                .toList())
        .withContainerStatuses(
            pod.getSpec().getContainers().stream().map(c -> status(c, old, state)).toList())
        .build();
  }

  private static PodCondition condition(PodStatus old, String type, boolean met) {
    var status = met ? "True" : "False";
    return old.getConditions().stream()
        .filter(known -> known.getType().equals(type) && known.getStatus().equals(status))
        .findFirst()
        .orElseGet(
            () ->
                new PodConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withReason(met ? null : "ContainersNotReady")
                    .withLastTransitionTime(now())
                    .build());
  }

  private static ContainerStatus status(Container container, PodStatus old, PodState state) {
    var known =
        old.getContainerStatuses().stream()
            .filter(status -> status.getName().equals(container.getName()))
            .findFirst();
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID("")
        .withReady(state.ready())
        .withStarted(state.runs())
        .withRestartCount(known.map(ContainerStatus::getRestartCount).orElse(0))
        .withState(state(known.map(ContainerStatus::getState).orElse(null), state))
        .build();
  }

  private static ContainerState state(ContainerState old, PodState state) {
    if (!state.runs()) {
      return new ContainerStateBuilder().withNewWaiting(state.message(), state.reason()).build();
    }
    return old != null && old.getRunning() != null
        ? old
        : new ContainerStateBuilder().withNewRunning(now()).build();
  }

  /** Every claim finds a volume of just the size it asks for. */
  void bind(String namespace, String name) {
    var claims = client.persistentVolumeClaims().inNamespace(namespace).withName(name);
    var claim = claims.get();
    if (claim == null
        || claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase())) {
      return;
    }
    claims.editStatus(
        current ->
            new PersistentVolumeClaimBuilder(current)
                .editOrNewStatus()
                .withPhase("Bound")
                .withAccessModes(current.getSpec().getAccessModes())
                .withCapacity(current.getSpec().getResources().getRequests())
                .endStatus()
                .build());
  }

  void expose(String namespace, String name) {
    var services = client.services().inNamespace(namespace).withName(name);
    var service = services.get();
    if (service == null || !"LoadBalancer".equals(service.getSpec().getType())) {
      return;
    }
    services.editStatus(
        current ->
            new ServiceBuilder(current)
                .editOrNewStatus()
                .withNewLoadBalancer()
                .addToIngress(new LoadBalancerIngressBuilder().withIp("127.0.0.1").build())
                .endLoadBalancer()
                .endStatus()
                .build());
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean ready(Pod pod) {
    var conditions =
        pod.getStatus() == null ? List.<PodCondition>of() : pod.getStatus().getConditions();
    return conditions.stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
