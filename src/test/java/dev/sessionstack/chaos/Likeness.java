package dev.sessionstack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The objects of a namespace without what must differ between two places where the same specs were
 * applied: identities, times, what was drawn at random and what was hashed with it.
 */
final class Likeness {

  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Secret.class,
          ConfigMap.class,
          Service.class,
          NetworkPolicy.class,
          StatefulSet.class,
          Deployment.class,
          PodDisruptionBudget.class,
          Ingress.class,
          HTTPRoute.class,
          HorizontalPodAutoscaler.class);

  private static final List<String> OF_THE_SERVER =
      List.of(
          "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink");

  /** By kind and name. */
  static Map<String, String> of(KubernetesClient client, String namespace) {
    var all = new TreeMap<String, String>();
    for (var kind : KINDS) {
      client
          .resources(kind)
          .inNamespace(namespace)
          .withLabel(Labels.MANAGED_BY, Labels.OPERATOR)
          .list()
          .getItems()
          .forEach(object -> all.put(title(object), of(object)));
    }
    // How many instances there are, where an autoscaler decides, depends on what there was before.
    all.keySet().stream()
        .filter(title -> title.startsWith("HorizontalPodAutoscaler/"))
        .map(title -> title.replace("HorizontalPodAutoscaler/", "Deployment/"))
        .toList()
        .forEach(title -> all.computeIfPresent(title, (t, text) -> withoutReplicas(text)));
    return all;
  }

  /** What differs between two such pictures, and only that, since all of it is a book. */
  static Map<String, String> differences(Map<String, String> expected, Map<String, String> found) {
    var differences = new TreeMap<String, String>();
    var all = new TreeMap<>(found);
    all.putAll(expected);
    for (var title : all.keySet()) {
      var wanted = expected.getOrDefault(title, "").lines().toList();
      var there = found.getOrDefault(title, "").lines().toList();
      var missing = new ArrayList<>(wanted);
      missing.removeAll(there);
      var extra = new ArrayList<>(there);
      extra.removeAll(wanted);
      if (!wanted.equals(there)) {
        differences.put(title, brief("missing " + missing) + brief(", too much " + extra));
      }
    }
    return differences;
  }

  private static String brief(String text) {
    return text.length() < 300 ? text : text.substring(0, 300) + "...";
  }

  private static String withoutReplicas(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("  replicas:"))
        .collect(Collectors.joining("\n"));
  }

  private static String title(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  private static String of(HasMetadata object) {
    var tree = Serialization.jsonMapper().convertValue(object, ObjectNode.class);
    tree.remove("status");
    var metadata = (ObjectNode) tree.get("metadata");
    metadata.remove(OF_THE_SERVER);
    metadata.path("ownerReferences").forEach(owner -> ((ObjectNode) owner).remove("uid"));
    drop(tree.path("spec"), "clusterIP");
    drop(tree.path("spec"), "clusterIPs");
    tree.at("/spec/ports").forEach(port -> drop(port, "nodePort"));
    drop(metadata.path("annotations"), "deployment.kubernetes.io/revision");
    drop(tree.at("/spec/template/metadata/annotations"), "sessionstack.dev/content");
    if (object instanceof Secret) {
      var names = new TreeMap<String, String>();
      tree.path("data").fieldNames().forEachRemaining(key -> names.put(key, "drawn"));
      tree.set("data", Serialization.jsonMapper().valueToTree(names));
    }
    return Serialization.asYaml(tree);
  }

  private static void drop(JsonNode node, String field) {
    if (node instanceof ObjectNode object) {
      object.remove(field);
    }
  }

  private Likeness() {}
}
