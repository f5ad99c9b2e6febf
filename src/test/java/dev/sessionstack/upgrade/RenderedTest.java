package dev.sessionstack.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sessionstack.parts.Rendering;
import dev.sessionstack.plan.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * R14: what a stack is made of after an upgrade is what it was before, but for what the release
 * notes say. Also from releases before the last: some skip one.
 */
class RenderedTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @TestFactory
  Stream<DynamicTest> R14_an_upgrade_changes_only_what_the_release_notes_name() {
    return Release.all().stream()
        .flatMap(
            release ->
                release.stacks().stream()
                    .map(
                        stack ->
                            DynamicTest.dynamicTest(
                                release.version() + " " + stack.getFileName(),
                                () -> assertThat(unannounced(stack)).isEmpty())));
  }

  /** A note that is of no use any more would let the next difference pass. */
  @TestFactory
  Stream<DynamicTest> every_change_that_is_named_is_one_and_users_are_told() throws IOException {
    var differences = new ArrayList<Difference>();
    for (var stack : Release.last().stacks()) {
      differences.addAll(differences(stack));
    }
    return Change.all().stream()
        .filter(change -> !change.ofStack())
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.object() + " " + change.path(),
                    () -> {
                      assertThat(differences).anyMatch(change::covers);
                      assertThat(Change.log()).contains(change.note().strip());
                    }));
  }

  @Test
  void every_release_has_stacks_with_objects() throws IOException {
    assertThat(Release.all()).isNotEmpty();
    for (var release : Release.all()) {
      assertThat(release.stacks()).hasSizeGreaterThan(10);
      for (var stack : release.stacks()) {
        assertThat(objects(stack)).as("%s", stack).isNotEmpty();
      }
    }
  }

  private static List<Difference> unannounced(Path stack) throws IOException {
    var changes = Change.all();
    return differences(stack).stream()
        .filter(difference -> changes.stream().noneMatch(change -> change.covers(difference)))
        .toList();
  }

  private static List<Difference> differences(Path stack) throws IOException {
    var before = objects(stack);
    var after = new TreeMap<String, JsonNode>();
    for (var entry : Rendering.files(Given.stack(stack.resolve("in.yaml"))).entrySet()) {
      after.put(title(entry.getKey()), YAML.readTree(entry.getValue()));
    }
    var titles = new TreeSet<>(before.keySet());
    titles.addAll(after.keySet());
    return titles.stream()
        .flatMap(
            title ->
                Difference.between(
                    title,
                    before.getOrDefault(title, MissingNode.getInstance()),
                    after.getOrDefault(title, MissingNode.getInstance())))
        .toList();
  }

  private static Map<String, JsonNode> objects(Path stack) throws IOException {
    var objects = new TreeMap<String, JsonNode>();
    try (var files = Files.list(stack)) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString();
        if (!name.equals("in.yaml")) {
          objects.put(title(name), (ObjectNode) YAML.readTree(file.toFile()));
        }
      }
    }
    return objects;
  }

  private static String title(String file) {
    return file.replaceAll("\\.yaml$", "");
  }
}
