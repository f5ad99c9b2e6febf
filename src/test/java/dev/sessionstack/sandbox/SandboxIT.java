package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer runs first: the packaged operator brings all examples up, and tasks through. */
class SandboxIT {
  @TempDir Path folder;

  @Test
  void bringsAllExamplesUp() throws Exception {
    var output = folder.resolve("output");
    var sandbox =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Sandbox.class.getName(),
                "--fake",
                "--once")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(sandbox.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      sandbox.destroy(); // not forcibly: it has others to end
    }

    var said = Files.readString(output);
    assertThat(sandbox.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("Ready: " + String.join(", ", examples()))
        .contains("The operator has made the bucket sessionstack-example")
        .containsPattern("redis +True +2/2 +- +Serving")
        .containsPattern("autoscaled +True +\\d/\\d +0/0 +Serving")
        .containsPattern("autoscaled +True +\\d/\\d +[1-5]/[1-5] +Serving +\\d+ +[1-9]")
        .containsPattern("autoscaled: all \\d+ tasks are done")
        .containsPattern("celery: all \\d+ tasks are done");
  }

  /** Every file makes a stack of its own name. */
  private static List<String> examples() throws IOException {
    try (var files = Files.list(Path.of("examples"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> "default/" + name.replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }
}
