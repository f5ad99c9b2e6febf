package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A live Deployment and its pods.
 *
 * @param deployment absent before it is made
 * @param pods that it has made
 */
public record Fleet(Optional<Deployment> deployment, List<Pod> pods) {

  /** Characters of a host name. */
  private static final int LONGEST_HOST = 63;

  /** Nothing yet. */
  public static final Fleet NONE = new Fleet(Optional.empty(), List.of());

  /** Instances that the Deployment is to have, whoever has decided it. */
  public int asked() {
    return deployment.map(d -> number(d.getSpec().getReplicas())).orElse(0);
  }

  /** Instances that exist. */
  public int replicas() {
    return status().map(DeploymentStatus::getReplicas).orElse(0);
  }

  /** Instances that can serve. */
  public int ready() {
    return status().map(DeploymentStatus::getReadyReplicas).orElse(0);
  }

  /** Since when one of the instances of now can serve; absent where none can. */
  public Optional<Instant> readySince() {
    return pods.stream()
        .filter(pod -> !pod.isMarkedForDeletion() && pod.getStatus() != null)
        .flatMap(pod -> pod.getStatus().getConditions().stream())
        .filter(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()))
        .flatMap(c -> Stream.ofNullable(c.getLastTransitionTime()))
        .map(Instant::parse)
        .min(Instant::compareTo);
  }

  /**
   * The host names of the instances of now: the names of their pods, of which a host name has room
   * for 63 characters. Names that are longer differ in nothing that it keeps, so they are left out.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/kubelet_pods.go">
   *     truncatePodHostnameIfNeeded</a>
   */
  public Set<String> hosts() {
    return pods.stream()
        .filter(pod -> !pod.isMarkedForDeletion())
        .map(pod -> pod.getMetadata().getName())
        .filter(name -> name.length() <= LONGEST_HOST)
        .collect(Collectors.toSet());
  }

  /** Whether so many instances serve, whichever spec they were made from. */
  public boolean serves(int wanted) {
    return wanted > 0 && status().map(DeploymentStatus::getAvailableReplicas).orElse(0) >= wanted;
  }

  /**
   * Whether all instances are of the current spec and serve.
   *
   * @param wanted how many there are to be
   * @param field of the spec, for advice
   */
  public Health health(int wanted, String field) {
    if (deployment.isEmpty()) {
      return Health.progressing("Creating", "the Deployment is not there yet");
    }
    var status = status();
    var rolledOut =
        status.isPresent()
            && isObserved(status.get())
            && asked() == wanted
            && number(status.get().getUpdatedReplicas()) >= wanted
            && number(status.get().getReplicas()) == number(status.get().getUpdatedReplicas());
    var progress = ready() + " of " + wanted + " instances ready";
    if (rolledOut && number(status.get().getAvailableReplicas()) >= wanted) {
      return Health.ready("Serving", progress);
    }
    return trouble(field)
        .map(t -> new Health(t.level(), t.reason(), t.message() + " (" + progress + ")"))
        .orElse(Health.progressing(rolledOut ? "Starting" : "RollingOut", progress));
  }

  /** What keeps an instance from starting, if anything is known to. */
  public Optional<Health> trouble(String field) {
    return PodTrouble.of(pods, field).or(() -> failedCreate(field));
  }

  private Optional<DeploymentStatus> status() {
    return deployment.map(Deployment::getStatus);
  }

  /** Quota, or a policy that refuses the pod: only the ReplicaSet hears of it. */
  private Optional<Health> failedCreate(String field) {
    return status().stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst()
        .map(c -> Health.broken("FailedCreate", field + ": " + c.getMessage()));
  }

  private boolean isObserved(DeploymentStatus status) {
    var generation = deployment.map(d -> d.getMetadata().getGeneration()).orElse(null);
    return generation != null && generation.equals(status.getObservedGeneration());
  }

  private static int number(Integer value) {
    return value == null ? 0 : value;
  }
}
