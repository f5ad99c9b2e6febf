package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A live StatefulSet of one instance, and its pod.
 *
 * @param set absent before it is made
 * @param pods that it has made
 */
public record Single(Optional<StatefulSet> set, List<Pod> pods) {

  /** Nothing yet. */
  public static final Single NONE = new Single(Optional.empty(), List.of());

  /** Which instance answers: another after each restart of its pod. */
  public String incarnation() {
    return pods.stream()
        .filter(Readiness::isPodReady)
        .map(pod -> pod.getMetadata().getUid())
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** A container of the instance that runs, or is to run; absent while it is being replaced. */
  public Optional<Container> container(String name) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .filter(container -> name.equals(container.getName()))
        .findFirst();
  }

  /** Whether it runs, and as the spec says now. */
  public boolean isRolledOut(int wanted) {
    var status = set.map(StatefulSet::getStatus);
    return status.isPresent()
        && isObserved(status.get())
        && Objects.equals(status.get().getCurrentRevision(), status.get().getUpdateRevision())
        && Optional.ofNullable(status.get().getReadyReplicas()).orElse(0) >= wanted;
  }

  /**
   * Whether its pod serves although the set that made it is gone, or about to go, or is a new one
   * that has not looked at it yet: a set that is made anew does not touch its pod.
   */
  public boolean runsOn() {
    var isUnobserved =
        set.filter(s -> s.getMetadata().getDeletionTimestamp() == null)
            .map(StatefulSet::getStatus)
            .map(StatefulSetStatus::getObservedGeneration)
            .isEmpty();
    return isUnobserved
        && pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .anyMatch(Readiness::isPodReady);
  }

  /** What keeps it from starting, if anything is known to. */
  public Optional<Health> trouble(String field) {
    return PodTrouble.of(pods, field);
  }

  private boolean isObserved(StatefulSetStatus status) {
    var generation = set.map(s -> s.getMetadata().getGeneration()).orElse(null);
    return generation != null && generation.equals(status.getObservedGeneration());
  }
}
