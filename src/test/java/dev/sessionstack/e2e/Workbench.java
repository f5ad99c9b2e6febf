package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A pod with Python, and without a part in any stack, from which to look at things. */
final class Workbench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "workbench";

  private final RealCluster cluster;

  /** Starts it. */
  Workbench(RealCluster cluster) {
    this.cluster = cluster;
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(cluster.namespace)
            .endMetadata()
            .withNewSpec()
            .withAutomountServiceAccountToken(false)
            .withTerminationGracePeriodSeconds(0L)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(10001L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName(NAME)
            .withImage("sessionstack-example-gradio:0.1.0")
            .withCommand("sleep", "infinity")
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    cluster.client.resource(pod).create();
    cluster.client.resource(pod).waitUntilReady(RealCluster.PATIENCE.toMinutes(), TimeUnit.MINUTES);
  }

  /** Runs a script of {@code src/test/resources/cluster} here. */
  JsonNode run(String script, Object... arguments) throws Exception {
    return run(cluster, NAME, script, arguments);
  }

  /** Runs Python here, as it is written. */
  String python(String source, String... arguments) throws Exception {
    return cluster.exec(NAME, command(source, arguments));
  }

  /** Runs a script in any pod that has Python. */
  static JsonNode run(RealCluster cluster, String pod, String script, Object... arguments)
      throws Exception {
    var texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    var said = cluster.exec(pod, command(source(script), texts));
    assertThat(said).as(script).isNotEmpty();
    return JSON.readTree(said.substring(said.lastIndexOf('\n') + 1));
  }

  private static String[] command(String source, String... arguments) {
    return Stream.concat(Stream.of("python3", "-c", source), List.of(arguments).stream())
        .toArray(String[]::new);
  }

  private static String source(String script) {
    try {
      return Files.readString(Path.of("src/test/resources/cluster", script + ".py"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
