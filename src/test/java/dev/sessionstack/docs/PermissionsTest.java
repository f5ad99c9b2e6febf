package dev.sessionstack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every permission that {@code manifests/} grants is explained, and no other. */
class PermissionsTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Path MANIFESTS = Path.of("manifests");
  private static final Path PAGE = Path.of("docs/permissions.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)` \\| ([a-z, ]+) \\| .+ \\|$", Pattern.MULTILINE);

  @Test
  void every_rule_has_a_row_and_every_row_a_rule() throws IOException {
    var granted = new TreeSet<String>();
    Stream.concat(rules(), electionRules()).forEach(rule -> granted.addAll(rows(rule)));
    var explained =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .map(row -> row(row.group(1), row.group(2), List.of(row.group(3).split(", "))))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(explained).as("rows of %s", PAGE).isEqualTo(granted);
  }

  /** The generated rules of the operator, after the patches of the kustomization. */
  private static Stream<PolicyRule> rules() throws IOException {
    var kustomization = YAML.unmarshal(read("kustomization.yaml"), JsonNode.class);
    return generated().stream()
        .map(role -> patched(role, kustomization))
        .flatMap(role -> role.getRules().stream());
  }

  /** Those that it has in its own namespace alone. */
  private static Stream<PolicyRule> electionRules() throws IOException {
    return documents("election.yaml", "Role", Role.class).stream()
        .flatMap(role -> role.getRules().stream());
  }

  private static ClusterRole patched(ClusterRole role, JsonNode kustomization) {
    JsonNode patched = YAML.convertValue(role, JsonNode.class);
    for (var patch : kustomization.path("patches")) {
      var target = patch.path("target");
      if (target.path("kind").asText().equals("ClusterRole")
          && target.path("name").asText().equals(role.getMetadata().getName())) {
        var operations = YAML.unmarshal(patch.path("patch").asText(), JsonNode.class);
        patched = JsonPatch.apply(operations, patched);
      }
    }
    return YAML.convertValue(patched, ClusterRole.class);
  }

  private static List<ClusterRole> generated() throws IOException {
    return documents("kubernetes.yml", "ClusterRole", ClusterRole.class);
  }

  private static <T> List<T> documents(String file, String kind, Class<T> type) throws IOException {
    return Pattern.compile("(?m)^---$")
        .splitAsStream(read(file))
        .filter(document -> document.contains("\nkind: " + kind + "\n"))
        .map(document -> YAML.unmarshal(document, type))
        .toList();
  }

  private static Set<String> rows(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(
            group ->
                rule.getResources().stream()
                    .map(
                        resource ->
                            row(group.isEmpty() ? "core" : group, resource, rule.getVerbs())))
        .collect(Collectors.toSet());
  }

  private static String row(String group, String resource, List<String> verbs) {
    return group + " " + resource + " " + new TreeSet<>(verbs);
  }

  private static String read(String file) throws IOException {
    return Files.readString(MANIFESTS.resolve(file));
  }
}
