package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer runs first: the packaged operator brings all examples up. */
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
        .contains(
            "Ready: default/external-redis, default/gateway, default/ingress, default/memory,"
                + " default/redis")
        .containsPattern("redis +True +2/2 +Serving");
  }
}
