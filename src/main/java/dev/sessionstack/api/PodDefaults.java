package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;

/** What all pods of the stack have in common. */
public record PodDefaults(
    @Size(max = 20) @JsonPropertyDescription("Secrets to pull images with.")
        List<SecretRef> imagePullSecrets,
    @Size(min = 1, max = 253)
        @Pattern(Formats.NAME)
        @JsonPropertyDescription(
            "A ServiceAccount of yours. Default: one made for the stack, without any rights.")
        String serviceAccountName,
    @Size(max = 50) @JsonPropertyDescription("Labels that a node must have.")
        Map<String, String> nodeSelector,
    @Size(max = 50) @JsonPropertyDescription("Taints that are tolerated.")
        List<Toleration> tolerations,
    @Size(min = 1, max = 253) @Pattern(Formats.NAME) @JsonPropertyDescription("The PriorityClass.")
        String priorityClassName) {

  public PodDefaults {
    imagePullSecrets = Lists.of(imagePullSecrets);
    nodeSelector = nodeSelector == null ? Map.of() : nodeSelector;
    tolerations = Lists.of(tolerations);
  }
}
