package dev.sessionstack.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.PodSecurity;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.StrategicMerge;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * What every pod of a stack has: labels, the user's defaults and the {@code restricted} Pod
 * Security Standard.
 */
public final class PodTemplate {

  /** Fingerprint of Secrets and ConfigMaps that the pod uses; a change rolls it. */
  public static final String CONTENT = "sessionstack.dev/content";

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  /** A pod template without containers. */
  public static PodTemplateSpecBuilder of(StackPlan plan, Component component, long user) {
    var pods = plan.pods();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Labels.of(plan.names().stack(), component))
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(pods.serviceAccount())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false) // REDIS_PORT=tcp://... of a neighbour breaks apps
        .withImagePullSecrets(
            pods.imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNodeSelector(pods.nodeSelector().isEmpty() ? null : pods.nodeSelector())
        .withTolerations(pods.tolerations())
        .withPriorityClassName(pods.priorityClass().orElse(null))
        .withSecurityContext(PodSecurity.pod(user))
        .endSpec();
  }

  /** The template with the user's patch merged into it, and in the form the server keeps. */
  public static PodTemplateSpec patched(PodTemplateSpec template, ObjectNode patch) {
    var node = JSON.convertValue(template, ObjectNode.class);
    JsonNode merged = patch.isEmpty() ? node : StrategicMerge.merge(node, patch);
    return JSON.convertValue(Canonical.of(merged), PodTemplateSpec.class);
  }

  private PodTemplate() {}
}
