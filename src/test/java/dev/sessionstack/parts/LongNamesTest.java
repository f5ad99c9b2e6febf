package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R4: names are made from names, and the longest that the CRD lets in still fit everywhere. */
class LongNamesTest {

  private static final String STACK = "s".repeat(40);
  private static final String POOL = "p".repeat(20);
  private static final String HOST = "h".repeat(63) + ".example.com";

  /** What the StatefulSet controller adds to the name, in a label: a dash and a hash. */
  private static final int REVISION = 11;

  private static final int LABEL = 63;
  private static final int NAME = 253;

  private static final Set<String> LABELS = Set.of("labels", "matchLabels", "selector");

  @Test
  void everyNameAndLabelFits() {
    for (var way : List.of("ingress: {}", "gateway: {parentRefs: [{name: public}]}")) {
      var objects = objects(way);
      assertThat(objects).extracting(HasMetadata::getKind).contains("StatefulSet", "Deployment");
      for (var object : objects) {
        var name = object.getMetadata().getName();
        assertThat(name).as(object.getKind()).hasSizeLessThanOrEqualTo(limit(object));
        JsonNode json = Serialization.jsonMapper().valueToTree(object);
        assertLabels(object.getKind() + " " + name, json);
      }
    }
  }

  /** A host name is a label of DNS; and claims and pods of a set are named after it. */
  private static int limit(HasMetadata object) {
    if (object instanceof StatefulSet) {
      return LABEL - REVISION;
    }
    return object instanceof Service ? LABEL : NAME;
  }

  private static void assertLabels(String where, JsonNode node) {
    node.properties()
        .forEach(
            field -> {
              if (LABELS.contains(field.getKey())) {
                field
                    .getValue()
                    .properties()
                    .forEach(
                        label -> {
                          if (label.getValue().isTextual()) {
                            assertThat(label.getValue().asText())
                                .as("%s: label %s", where, label.getKey())
                                .hasSizeLessThanOrEqualTo(LABEL)
                                .matches("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
                          }
                        });
              }
              if (Set.of("containers", "initContainers", "volumes").contains(field.getKey())) {
                field
                    .getValue()
                    .forEach(
                        named ->
                            assertThat(named.path("name").asText())
                                .as("%s: name in %s", where, field.getKey())
                                .hasSizeLessThanOrEqualTo(LABEL)
                                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"));
              }
              if (field.getKey().equals("ports")) {
                field
                    .getValue()
                    .forEach(
                        port ->
                            assertThat(port.path("name").asText())
                                .as("%s: name of a port", where)
                                .hasSizeLessThanOrEqualTo(15));
              }
              assertLabels(where, field.getValue());
            });
    if (node.isArray()) {
      node.forEach(child -> assertLabels(where, child));
    }
  }

  private static List<HasMetadata> objects(String way) {
    var stack =
        Given.stack(
            """
            apiVersion: sessionstack.dev/v1alpha1
            kind: SessionStack
            metadata: {name: %s}
            spec:
              ui: {image: "app:1", autoscaling: {maxReplicas: 3}}
              store: {managed: {storage: {size: 1Gi}}}
              loadBalancer: {host: %s, %s}
              workers: [{name: %s, app: shop, replicas: 2}]
              scheduler: {app: shop}
              backend: {image: "api:1", replicas: 2}
              modelServer: {image: "model:1", replicas: 2}
            """
                .formatted(STACK, HOST, way, POOL));
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.around(stack));
    return Rendering.parts().stream()
        .<HasMetadata>flatMap(part -> part.objects(plan).stream())
        .toList();
  }
}
