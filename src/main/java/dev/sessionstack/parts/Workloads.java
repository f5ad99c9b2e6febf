package dev.sessionstack.parts;

import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What of a stack is live: the objects whose own status says how they are doing.
 *
 * @param ui the UI's Deployment
 * @param uiPods its pods
 * @param uiService the Service in front of them
 * @param redis the store's StatefulSet
 * @param redisPods its pods
 * @param claim the store's volume claim
 */
public record Workloads(
    Optional<Deployment> ui,
    List<Pod> uiPods,
    Optional<Service> uiService,
    Optional<StatefulSet> redis,
    List<Pod> redisPods,
    Optional<PersistentVolumeClaim> claim) {

  private static final String UI = "spec.ui";
  private static final String REDIS = "spec.store.managed";

  /** UI instances that exist. */
  public int uiReplicas() {
    return uiStatus().map(DeploymentStatus::getReplicas).orElse(0);
  }

  /** UI instances that can serve. */
  public int uiReady() {
    return uiStatus().map(DeploymentStatus::getReadyReplicas).orElse(0);
  }

  /** Whether as many instances serve as are asked for, whichever spec they were made from. */
  public boolean uiServes(StackPlan plan) {
    var wanted = plan.ui().replicas();
    return wanted > 0 && uiStatus().map(DeploymentStatus::getAvailableReplicas).orElse(0) >= wanted;
  }

  /** Which server answers: another after each restart of its pod. */
  public String redisIncarnation() {
    return redisPods.stream()
        .filter(Readiness::isPodReady)
        .map(pod -> pod.getMetadata().getUid())
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** The UI instances. */
  public Health uiHealth(StackPlan plan) {
    var wanted = plan.ui().replicas();
    if (ui.isEmpty()) {
      return Health.progressing("Creating", "the Deployment is not there yet");
    }
    if (wanted == 0) {
      return Health.broken("ScaledToZero", UI + ".replicas: is 0, so nobody is served; raise it");
    }
    var trouble = PodTrouble.of(uiPods, UI).or(() -> failedCreate(ui.get()));
    var status = uiStatus();
    var rolledOut =
        status.isPresent()
            && isObserved(
                ui.get().getMetadata().getGeneration(), status.get().getObservedGeneration())
            && number(ui.get().getSpec().getReplicas()) == wanted
            && number(status.get().getUpdatedReplicas()) >= wanted
            && number(status.get().getReplicas()) == number(status.get().getUpdatedReplicas());
    if (rolledOut && number(status.get().getAvailableReplicas()) >= wanted) {
      return Health.ready("Serving", uiReady() + " of " + wanted + " instances ready");
    }
    var progress = uiReady() + " of " + wanted + " instances ready";
    return trouble
        .map(t -> new Health(t.level(), t.reason(), t.message() + " (" + progress + ")"))
        .orElse(Health.progressing(rolledOut ? "Starting" : "RollingOut", progress));
  }

  /** The store that we make; not whether it answers, which only the probe knows. */
  public Health redisHealth(StackPlan plan) {
    var wanted = plan.store().managed().map(r -> r.replicas()).orElse(0);
    if (redis.isEmpty()) {
      return Health.progressing("Creating", "the StatefulSet is not there yet");
    }
    var status = Optional.ofNullable(redis.get().getStatus());
    var rolledOut =
        status.isPresent()
            && isObserved(
                redis.get().getMetadata().getGeneration(), status.get().getObservedGeneration())
            && Objects.equals(status.get().getCurrentRevision(), status.get().getUpdateRevision());
    if (rolledOut && status.map(StatefulSetStatus::getReadyReplicas).orElse(0) >= wanted) {
      return Health.ready("Running", "the server is ready");
    }
    if (claim.isPresent()
        && claim.get().getStatus() != null
        && "Pending".equals(claim.get().getStatus().getPhase())) {
      return Health.progressing(
          "VolumePending",
          REDIS
              + ".storage: the claim "
              + claim.get().getMetadata().getName()
              + " has no volume yet; see kubectl describe pvc, and whether"
              + " storage.storageClassName exists");
    }
    return PodTrouble.of(redisPods, REDIS)
        .orElse(Health.progressing("Starting", "the server is not ready yet"));
  }

  private Optional<DeploymentStatus> uiStatus() {
    return ui.map(Deployment::getStatus);
  }

  /** Quota, or a policy that refuses the pod: only the ReplicaSet hears of it. */
  private static Optional<Health> failedCreate(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst()
        .map(c -> Health.broken("FailedCreate", UI + ": " + c.getMessage()));
  }

  private static boolean isObserved(Long generation, Long observed) {
    return generation != null && generation.equals(observed);
  }

  private static int number(Integer value) {
    return value == null ? 0 : value;
  }
}
