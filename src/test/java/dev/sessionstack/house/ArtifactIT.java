package dev.sessionstack.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is packaged, and the list of it. */
class ArtifactIT {

  private static final Path APP = Path.of("target", "quarkus-app");
  private static final Path BOM = Path.of("target", "bom.json");

  /** Of libraries that only tests use. */
  private static final List<String> TEST_LIBRARIES =
      List.of(
          "junit",
          "assertj",
          "awaitility",
          "archunit",
          "server-mock",
          "mockwebserver",
          "mockito",
          "kube-api-test",
          "embedded-redis",
          "crd-generator");

  @Test
  void no_library_of_the_tests_is_packaged() throws IOException {
    var libraries = libraries();
    assertThat(libraries).hasSizeGreaterThan(50);
    for (var name : TEST_LIBRARIES) {
      assertThat(libraries).as(name).noneMatch(library -> library.contains(name));
    }
  }

  /** With {@code -Psbom}. */
  @Test
  void each_library_that_is_packaged_is_in_the_list() throws IOException {
    assumeTrue(Files.exists(BOM), "no " + BOM + ": package with -Psbom");
    var listed = new ArrayList<String>();
    for (var component : new ObjectMapper().readTree(BOM.toFile()).path("components")) {
      listed.add(
          component.path("group").asText()
              + "."
              + component.path("name").asText()
              + "-"
              + component.path("version").asText());
    }
    for (var library : libraries()) {
      assertThat(listed).as(library).anyMatch(library::startsWith);
    }
  }

  /** As {@code group.name-version[-classifier].jar}. */
  private static List<String> libraries() throws IOException {
    try (var main = Files.list(APP.resolve("lib").resolve("main"))) {
      return main.map(file -> file.getFileName().toString()).toList();
    }
  }
}
