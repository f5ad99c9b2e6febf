package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.ManagedStore;
import dev.sessionstack.plan.PodSecurity;
import dev.sessionstack.plan.PodSecurity.Level;
import dev.sessionstack.plan.StrategicMerge;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything that we render or ship is within {@code restricted}, as one user, of one image. */
class RestrictedTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Of an image without a tag, and of one that is another tomorrow. */
  private static final Pattern MOVING =
      Pattern.compile("(?m)^\\s*-?\\s*image: *\"?([^\\s\":@]+|.*:latest)\"?$");

  @TestFactory
  Stream<DynamicTest> every_pod_is_restricted_and_has_a_user() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    try (var files = Files.walk(GOLDEN)) {
      for (var file :
          files
              .filter(f -> f.getFileName().toString().matches("(Deployment|StatefulSet)-.*"))
              .toList()) {
        tests.add(
            DynamicTest.dynamicTest(
                GOLDEN.relativize(file).toString(), () -> assertRestricted(read(file))));
      }
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream();
  }

  @Test
  void the_operator_is_restricted_too() throws IOException {
    var generated =
        Pattern.compile("(?m)^---$")
            .splitAsStream(Files.readString(Path.of("manifests/kubernetes.yml")))
            .filter(document -> document.contains("kind: Deployment\n"))
            .map(document -> YAML.unmarshal(document, ObjectNode.class))
            .findFirst()
            .orElseThrow();
    var patch =
        YAML.unmarshal(Files.readString(Path.of("manifests/deployment.yaml")), ObjectNode.class);
    assertRestricted(StrategicMerge.merge(generated, patch));
  }

  @Test
  void no_image_that_we_name_moves() throws IOException {
    var moving = new ArrayList<String>();
    for (var folder : List.of("examples", "manifests", "crds")) {
      try (var files = Files.walk(Path.of(folder))) {
        for (var file : files.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
          MOVING
              .matcher(Files.readString(file))
              .results()
              .forEach(found -> moving.add(file + ": " + found.group().strip()));
        }
      }
    }
    assertThat(moving).isEmpty();
    assertThat(ManagedStore.IMAGE).contains(":").doesNotEndWith(":latest");
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.unmarshal(Files.readString(file), JsonNode.class);
  }

  private static void assertRestricted(JsonNode workload) {
    var template = YAML.convertValue(workload.at("/spec/template"), PodTemplateSpec.class);
    assertThat(PodSecurity.violations(Level.Restricted, template)).isEmpty();
    assertThat(template.getSpec().getSecurityContext().getRunAsUser()).isPositive();
  }
}
