package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a pod does not start, in terms of the spec.
 *
 * <p>The reasons are those of the kubelet: <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/images/types.go">images</a>
 * and <a
 * href="https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/container/sync_result.go">containers</a>.
 */
final class PodTrouble {

  private static final Set<String> IMAGE =
      Set.of(
          "ImagePullBackOff",
          "ErrImagePull",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable");

  private static final Set<String> CONFIGURATION =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /** The first trouble among pods that are not about to go. */
  static Optional<Health> of(List<Pod> pods, String field) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        // The newest first: it runs what the spec says now.
        .sorted(
            Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp()).reversed())
        .flatMap(pod -> of(pod, field).stream())
        .findFirst();
  }

  private static Optional<Health> of(Pod pod, String field) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var statuses = new ArrayList<ContainerStatus>();
    statuses.addAll(pod.getStatus().getInitContainerStatuses());
    statuses.addAll(pod.getStatus().getContainerStatuses());
    return statuses.stream()
        .flatMap(status -> of(status, field).stream())
        .findFirst()
        .or(() -> unscheduled(pod, field));
  }

  private static Optional<Health> of(ContainerStatus status, String field) {
    var waiting = Optional.ofNullable(status.getState()).map(ContainerState::getWaiting);
    var reason = waiting.map(w -> w.getReason()).orElse("");
    if (IMAGE.contains(reason)) {
      // The kubelet alternates between ErrImagePull and ImagePullBackOff: one name for both.
      var name = reason.equals("ErrImagePull") ? "ImagePullBackOff" : reason;
      return Optional.of(
          Health.broken(
              name,
              field
                  + ".image: "
                  + status.getImage()
                  + " cannot be pulled; correct the name, or name a pull secret in"
                  + " spec.podDefaults.imagePullSecrets"));
    }
    if (CONFIGURATION.contains(reason)) {
      return Optional.of(
          Health.broken(
              reason, field + ": " + waiting.map(w -> w.getMessage()).orElse("container refused")));
    }
    if (reason.equals("CrashLoopBackOff")) {
      return Optional.of(Health.broken(reason, field + ": " + lastEnd(status)));
    }
    return Optional.empty();
  }

  private static String lastEnd(ContainerStatus status) {
    var end = Optional.ofNullable(status.getLastState()).map(ContainerState::getTerminated);
    if (end.map(e -> "OOMKilled".equals(e.getReason())).orElse(false)) {
      return "container "
          + status.getName()
          + " was killed for using more memory than resources.limits.memory; raise it";
    }
    return "container "
        + status.getName()
        + " keeps ending"
        + end.map(e -> " with exit code " + e.getExitCode()).orElse("")
        + "; see kubectl logs --previous";
  }

  private static Optional<Health> unscheduled(Pod pod, String field) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .filter(c -> "Unschedulable".equals(c.getReason()))
        .findFirst()
        .map(
            c ->
                Health.progressing(
                    "Unschedulable", field + ": no node takes a pod: " + c.getMessage()));
  }

  private PodTrouble() {}
}
