package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every example, and every case under {@code golden/}, renders to: one file per object. A
 * difference is a change that users get when they upgrade (R14), so it is looked at and not waved
 * through; {@code ./mvnw test -Dtest=GoldenTest -Dupdate} writes the files anew.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final boolean UPDATE = System.getProperty("update") != null;

  @TestFactory
  Stream<DynamicNode> every_case_renders_its_golden_objects() throws IOException {
    var cases = new TreeMap<String, Path>();
    try (var examples = Files.list(Path.of("examples"));
        var own = Files.list(GOLDEN)) {
      examples
          .filter(file -> file.toString().endsWith(".yaml"))
          .forEach(file -> cases.put(name(file), file));
      own.filter(folder -> Files.exists(folder.resolve("in.yaml")))
          .forEach(folder -> cases.put(name(folder), folder.resolve("in.yaml")));
    }
    assertThat(cases).isNotEmpty();
    return cases.entrySet().stream()
        .map(c -> DynamicContainer.dynamicContainer(c.getKey(), tests(c.getKey(), c.getValue())));
  }

  @TestFactory
  Stream<DynamicNode> every_folder_belongs_to_a_case() throws IOException {
    try (var folders = Files.list(GOLDEN)) {
      return folders.toList().stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(
                      name(folder),
                      () ->
                          assertThat(
                                  Files.exists(folder.resolve("in.yaml"))
                                      || Files.exists(Path.of("examples", name(folder) + ".yaml")))
                              .isTrue()));
    }
  }

  private static Stream<DynamicNode> tests(String name, Path in) {
    var folder = GOLDEN.resolve(name);
    var rendered = Rendering.files(Given.stack(in));
    if (UPDATE) {
      write(folder, rendered);
    }
    var tests = new ArrayList<DynamicNode>();
    rendered.forEach(
        (file, yaml) ->
            tests.add(
                DynamicTest.dynamicTest(
                    file,
                    () -> assertThat(folder.resolve(file)).exists().content().isEqualTo(yaml))));
    tests.add(
        DynamicTest.dynamicTest(
            "no file is left over",
            () -> assertThat(outputs(folder)).isSubsetOf(rendered.keySet())));
    return tests.stream();
  }

  private static void write(Path folder, Map<String, String> rendered) {
    try {
      Files.createDirectories(folder);
      for (var stale : outputs(folder)) {
        Files.delete(folder.resolve(stale));
      }
      for (var entry : rendered.entrySet()) {
        Files.writeString(folder.resolve(entry.getKey()), entry.getValue());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> outputs(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.equals("in.yaml"))
          .toList();
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString().replaceAll("\\.yaml$", "");
  }
}
