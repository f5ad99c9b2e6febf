package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/** One step of a Deployment towards its template; the events of its pods bring the next. */
record DeploymentRollout(KubernetesClient client, Workloads workloads) {
  private static final String HASH = "pod-template-hash";

  void roll(Deployment deployment) {
    var spec = deployment.getSpec();
    var hash = Workloads.hash(spec.getTemplate());
    var pods = workloads.pods(deployment, spec.getSelector());
    var old = pods.stream().filter(pod -> !Workloads.label(pod, HASH).equals(hash)).toList();
    var current = pods.stream().filter(pod -> Workloads.label(pod, HASH).equals(hash)).toList();
    var recreate = "Recreate".equals(spec.getStrategy().getType());
    if (!Boolean.TRUE.equals(spec.getPaused())) {
      if (!recreate || old.isEmpty()) {
        create(deployment, hash, current);
      }
      // Old pods make room one by one, as new ones get ready; a Recreate stops them all first.
      var surplus =
          recreate ? old.size() : old.size() - spec.getReplicas() + Workloads.ready(current);
      old.stream().limit(Math.max(0, surplus)).forEach(workloads::delete);
    }
    current.stream()
        .filter(pod -> Workloads.ordinal(pod) >= spec.getReplicas())
        .forEach(workloads::delete);
    report(deployment, hash);
  }

  private void create(Deployment deployment, String hash, List<Pod> current) {
    var there = current.stream().map(Workloads::ordinal).toList();
    for (int i = 0; i < deployment.getSpec().getReplicas(); i++) {
      if (!there.contains(i)) {
        var name = deployment.getMetadata().getName() + "-" + hash + "-" + i;
        var template = deployment.getSpec().getTemplate();
        workloads.create(Workloads.pod(deployment, template, name, Map.of(HASH, hash)).build());
      }
    }
  }

  private void report(Deployment deployment, String hash) {
    var pods = workloads.pods(deployment, deployment.getSpec().getSelector());
    client
        .resource(deployment)
        .editStatus(
            live ->
                new DeploymentBuilder(live)
                    .withStatus(status(deployment, live, pods, hash))
                    .build());
  }

  private static DeploymentStatus status(
      Deployment seen, Deployment live, List<Pod> pods, String hash) {
    var wanted = seen.getSpec().getReplicas();
    var ready = Workloads.ready(pods);
    var updated =
        (int) pods.stream().filter(pod -> Workloads.label(pod, HASH).equals(hash)).count();
    var complete = updated == wanted && pods.size() == wanted && ready == wanted;
    var old = live.getStatus();
    return new DeploymentStatusBuilder()
        .withObservedGeneration(seen.getMetadata().getGeneration())
        .withReplicas(number(pods.size()))
        .withUpdatedReplicas(number(updated))
        .withReadyReplicas(number(ready))
        .withAvailableReplicas(number(ready))
        .withUnavailableReplicas(number(Math.max(0, Math.max(wanted, pods.size()) - ready)))
        .withConditions(
            ready >= minimum(seen)
                ? condition(old, "Available", "True", "MinimumReplicasAvailable")
                : condition(old, "Available", "False", "MinimumReplicasUnavailable"),
            condition(
                old,
                "Progressing",
                "True",
                complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"))
        .build();
  }

  /** A real Deployment leaves its zeros out. */
  private static Integer number(int count) {
    return count == 0 ? null : count;
  }

  private static int minimum(Deployment deployment) {
    var replicas = deployment.getSpec().getReplicas();
    var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
    if (rolling == null || rolling.getMaxUnavailable() == null) {
      return replicas;
    }
    var allowed = rolling.getMaxUnavailable();
    var unavailable =
        allowed.getIntVal() != null
            ? allowed.getIntVal()
            : replicas * Integer.parseInt(allowed.getStrVal().replace("%", "")) / 100;
    return replicas - unavailable;
  }

  private static DeploymentCondition condition(
      DeploymentStatus old, String type, String status, String reason) {
    var known =
        old == null
            ? null
            : old.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElse(null);
    if (known != null && known.getStatus().equals(status) && known.getReason().equals(reason)) {
      return known;
    }
    var flipped = known == null || !known.getStatus().equals(status);
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastUpdateTime(Nodes.now())
        .withLastTransitionTime(flipped ? Nodes.now() : known.getLastTransitionTime())
        .build();
  }
}
