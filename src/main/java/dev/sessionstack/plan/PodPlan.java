package dev.sessionstack.plan;

import dev.sessionstack.api.PodDefaults;
import dev.sessionstack.api.SecretRef;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all pods of a stack have in common.
 *
 * @param imagePullSecrets names of Secrets
 * @param serviceAccount its name
 * @param ownServiceAccount whether we make it
 * @param nodeSelector labels that a node must have
 * @param tolerations taints that are tolerated
 * @param priorityClass absent for the cluster's default
 */
public record PodPlan(
    List<String> imagePullSecrets,
    String serviceAccount,
    boolean ownServiceAccount,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    Optional<String> priorityClass) {

  static PodPlan of(PodDefaults asked, Names names) {
    var spec = asked == null ? new PodDefaults(null, null, null, null, null) : asked;
    var own = spec.serviceAccountName() == null;
    return new PodPlan(
        spec.imagePullSecrets().stream().map(SecretRef::name).toList(),
        own ? names.serviceAccount() : spec.serviceAccountName(),
        own,
        spec.nodeSelector(),
        spec.tolerations(),
        Optional.ofNullable(spec.priorityClassName()));
  }
}
