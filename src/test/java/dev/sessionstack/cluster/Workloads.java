package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** Deployments and StatefulSets: the pods they want, and the status they report. */
final class Workloads {
  private final KubernetesClient client;
  private final DeploymentRollout deployments;
  private final StatefulSetRollout statefulSets;

  Workloads(KubernetesClient client) {
    this.client = client;
    this.deployments = new DeploymentRollout(client, this);
    this.statefulSets = new StatefulSetRollout(client, this);
  }

  void deployment(String namespace, String name) {
    var deployment = client.apps().deployments().inNamespace(namespace).withName(name).get();
    if (deployment != null && !deployment.isMarkedForDeletion()) {
      deployments.roll(deployment);
    }
  }

  void statefulSet(String namespace, String name) {
    var set = client.apps().statefulSets().inNamespace(namespace).withName(name).get();
    if (set != null && !set.isMarkedForDeletion()) {
      statefulSets.roll(set);
    }
  }

  /** The pods that belong to an object, in the order of their numbers. */
  List<Pod> pods(HasMetadata owner, LabelSelector selector) {
    return client
        .pods()
        .inNamespace(owner.getMetadata().getNamespace())
        .withLabelSelector(selector)
        .list()
        .getItems()
        .stream()
        .filter(pod -> owns(owner, pod))
        .sorted((a, b) -> ordinal(a) - ordinal(b))
        .toList();
  }

  /**
   * Pods of nobody that a selector chooses become the owner's, as those of one that was orphaned.
   */
  void adopt(HasMetadata owner, LabelSelector selector) {
    client
        .pods()
        .inNamespace(owner.getMetadata().getNamespace())
        .withLabelSelector(selector)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getMetadata().getOwnerReferences().isEmpty())
        .forEach(
            pod ->
                client
                    .resource(pod)
                    .edit(
                        live ->
                            new PodBuilder(live)
                                .editMetadata()
                                .withOwnerReferences(owner(owner))
                                .endMetadata()
                                .build()));
  }

  private static boolean owns(HasMetadata owner, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> reference.getUid().equals(owner.getMetadata().getUid()));
  }

  /** A new pod of a template. */
  static PodBuilder pod(
      HasMetadata owner, PodTemplateSpec template, String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(owner.getMetadata().getNamespace())
        .withLabels(template.getMetadata().getLabels())
        .addToLabels(labels)
        .withAnnotations(template.getMetadata().getAnnotations())
        .withOwnerReferences(owner(owner))
        .endMetadata()
        .withSpec(template.getSpec());
  }

  static OwnerReference owner(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Creates, unless it is there already. */
  void create(HasMetadata object) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409) {
        throw e;
      }
    }
  }

  void delete(Pod pod) {
    client.resource(pod).delete();
  }

  static String label(Pod pod, String label) {
    return pod.getMetadata().getLabels().getOrDefault(label, "");
  }

  static int ordinal(Pod pod) {
    var name = pod.getMetadata().getName();
    var number = name.substring(name.lastIndexOf('-') + 1);
    return number.matches("\\d{1,6}") ? Integer.parseInt(number) : 0;
  }

  static int ready(List<Pod> pods) {
    return (int) pods.stream().filter(Nodes::ready).count();
  }

  /** A short name for the content of a template; the same content has the same name. */
  static String hash(PodTemplateSpec template) {
    return Integer.toHexString(Serialization.asJson(template).hashCode());
  }
}
