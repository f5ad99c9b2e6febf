package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/**
 * One step of a StatefulSet: pods come up in order, and are replaced from the last to the first.
 */
record StatefulSetRollout(KubernetesClient client, Workloads workloads) {
  private static final String REVISION = "controller-revision-hash";

  void roll(StatefulSet set) {
    var spec = set.getSpec();
    var revision = set.getMetadata().getName() + "-" + Workloads.hash(spec.getTemplate());
    workloads.adopt(set, spec.getSelector());
    var pods = workloads.pods(set, spec.getSelector());
    scale(set, revision, pods);
    if (pods.size() == spec.getReplicas() && Workloads.ready(pods) == pods.size()) {
      replaceLast(set, revision, pods);
    } else {
      replaceBroken(set, revision, pods);
    }
    report(set, revision);
  }

  private void scale(StatefulSet set, String revision, List<Pod> pods) {
    var replicas = set.getSpec().getReplicas();
    var parallel = "Parallel".equals(set.getSpec().getPodManagementPolicy());
    for (int i = 0; i < replicas; i++) {
      var ordinal = i;
      var pod = pods.stream().filter(p -> Workloads.ordinal(p) == ordinal).findFirst();
      if (pod.isEmpty()) {
        createClaims(set, ordinal);
        create(set, revision, ordinal);
      }
      if (!parallel && !pod.map(Nodes::ready).orElse(false)) {
        return;
      }
    }
    for (int i = pods.size() - 1; i >= 0; i--) {
      if (Workloads.ordinal(pods.get(i)) >= replicas) {
        workloads.delete(pods.get(i));
        deleteClaims(set, pods.get(i));
      }
    }
  }

  private void create(StatefulSet set, String revision, int ordinal) {
    var name = set.getMetadata().getName() + "-" + ordinal;
    var labels =
        Map.of(
            REVISION,
            revision,
            "statefulset.kubernetes.io/pod-name",
            name,
            "apps.kubernetes.io/pod-index",
            String.valueOf(ordinal));
    var pod = Workloads.pod(set, set.getSpec().getTemplate(), name, labels);
    var spec = pod.editSpec();
    spec.withHostname(name).withSubdomain(set.getSpec().getServiceName());
    for (var template : set.getSpec().getVolumeClaimTemplates()) {
      var volume = template.getMetadata().getName();
      spec.removeMatchingFromVolumes(known -> volume.equals(known.getName()));
      spec.addNewVolume()
          .withName(volume)
          .withNewPersistentVolumeClaim(volume + "-" + name, null)
          .endVolume();
    }
    workloads.create(spec.endSpec().build());
  }

  private void createClaims(StatefulSet set, int ordinal) {
    var retention = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    var owned = retention != null && "Delete".equals(retention.getWhenDeleted());
    for (var template : set.getSpec().getVolumeClaimTemplates()) {
      var metadata = template.getMetadata();
      var claim =
          new PersistentVolumeClaimBuilder(template)
              .withNewMetadata()
              .withName(metadata.getName() + "-" + set.getMetadata().getName() + "-" + ordinal)
              .withNamespace(set.getMetadata().getNamespace())
              .withLabels(metadata.getLabels())
              .addToLabels(set.getSpec().getSelector().getMatchLabels())
              .withAnnotations(metadata.getAnnotations())
              .endMetadata()
              .withStatus(null);
      if (owned) {
        claim.editMetadata().addToOwnerReferences(Workloads.owner(set)).endMetadata();
      }
      workloads.create(claim.build());
    }
  }

  private void deleteClaims(StatefulSet set, Pod pod) {
    var retention = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    if (retention != null && "Delete".equals(retention.getWhenScaled())) {
      for (var template : set.getSpec().getVolumeClaimTemplates()) {
        client
            .persistentVolumeClaims()
            .inNamespace(set.getMetadata().getNamespace())
            .withName(template.getMetadata().getName() + "-" + pod.getMetadata().getName())
            .delete();
      }
    }
  }

  private void replaceLast(StatefulSet set, String revision, List<Pod> pods) {
    var strategy = set.getSpec().getUpdateStrategy();
    if ("OnDelete".equals(strategy.getType())) {
      return;
    }
    var rolling = strategy.getRollingUpdate();
    var first = rolling == null || rolling.getPartition() == null ? 0 : rolling.getPartition();
    for (int i = pods.size() - 1; i >= first; i--) {
      if (!Workloads.label(pods.get(i), REVISION).equals(revision)) {
        workloads.delete(pods.get(i));
        return;
      }
    }
  }

  /**
   * A pod of an old revision that never got ready would block the rollout for ever. A real
   * StatefulSet leaves that to a human when ordered; here it blocks as well.
   */
  private void replaceBroken(StatefulSet set, String revision, List<Pod> pods) {
    if ("Parallel".equals(set.getSpec().getPodManagementPolicy())) {
      pods.stream()
          .filter(pod -> !Nodes.ready(pod))
          .filter(pod -> !Workloads.label(pod, REVISION).equals(revision))
          .forEach(workloads::delete);
    }
  }

  private void report(StatefulSet set, String revision) {
    var pods = workloads.pods(set, set.getSpec().getSelector());
    var ready = Workloads.ready(pods);
    var updated =
        (int) pods.stream().filter(p -> Workloads.label(p, REVISION).equals(revision)).count();
    var done = updated == pods.size() && ready == pods.size();
    client
        .resource(set)
        .editStatus(
            live -> {
              var old = live.getStatus() == null ? null : live.getStatus().getCurrentRevision();
              var current = old == null || done ? revision : old;
              var onCurrent =
                  (int)
                      pods.stream()
                          .filter(p -> Workloads.label(p, REVISION).equals(current))
                          .count();
              return new StatefulSetBuilder(live)
                  .withStatus(
                      new StatefulSetStatusBuilder()
                          .withObservedGeneration(set.getMetadata().getGeneration())
                          .withReplicas(pods.size())
                          .withReadyReplicas(ready == 0 ? null : ready)
                          .withAvailableReplicas(ready)
                          .withCurrentReplicas(onCurrent == 0 ? null : onCurrent)
                          .withUpdatedReplicas(updated == 0 ? null : updated)
                          .withCurrentRevision(current)
                          .withUpdateRevision(revision)
                          .withCollisionCount(0)
                          .build())
                  .build();
            });
  }
}
