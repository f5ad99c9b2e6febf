package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real kubectl takes the server for a real one. Skipped where there is no kubectl. */
class KubectlTest {
  private static final String WIDGET =
      """
      apiVersion: test.dev/v1
      kind: Widget
      metadata: {name: w}
      spec: {colour: %s, parts: [{name: a}]}
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{name: http, port: %s}]}
      """;

  @TempDir Path folder;
  private FakeApiServer server;
  private String kubectl;

  @BeforeEach
  void start() throws IOException {
    var found = find();
    Assumptions.assumeTrue(
        found.isPresent(), "SKIPPED: no kubectl on the PATH nor in ~/.cache/sessionstack-cluster");
    kubectl = found.get().toString();
    server = FakeApiServer.start().crd(Widget.CRD);
    Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void appliesFromTheClientSide() throws Exception {
    assertThat(run("apply", "-f", file(WIDGET.formatted("Red")))).contains("w created");
    assertThat(run("apply", "-f", file(WIDGET.formatted("Red")))).contains("w unchanged");
    assertThat(run("apply", "-f", file(WIDGET.formatted("Green")))).contains("w configured");
    assertThat(run("apply", "-f", file(WIDGET.formatted("Blue"))))
        .contains("spec.colour: Unsupported value: \"Blue\"");
    assertThat(run("apply", "-f", file(SERVICE.formatted("80")))).contains("web created");
    assertThat(run("apply", "-f", file(SERVICE.formatted("81")))).contains("web configured");
    assertThat(run("get", "svc", "web")).contains("ClusterIP").contains("81/TCP");
  }

  @Test
  void appliesOnTheServerSide() throws Exception {
    var red = file(WIDGET.formatted("Red"));
    assertThat(run("apply", "--server-side", "-f", red)).contains("serverside-applied");
    assertThat(
            run(
                "apply",
                "--server-side",
                "--field-manager=other",
                "-f",
                file(WIDGET.formatted("Green"))))
        .contains("conflict with \"kubectl\": .spec.colour");
  }

  @Test
  void printsTheColumnsOfTheCrd() throws Exception {
    run("apply", "-f", file(WIDGET.formatted("Red")));

    assertThat(run("get", "wd").lines().findFirst().orElseThrow())
        .matches("NAME +SIZE +READY +AGE");
    assertThat(run("get", "all")).contains("widget.test.dev/w");
    assertThat(run("api-resources")).contains("widgets").contains("statefulsets");
    assertThat(run("describe", "wd", "w")).contains("Colour:").contains("Red");
  }

  @Test
  void patchesScalesAndDeletes() throws Exception {
    run("apply", "-f", file(WIDGET.formatted("Red")));

    assertThat(run("patch", "wd", "w", "--type=merge", "-p", "{\"spec\":{\"colour\":\"Green\"}}"))
        .contains("patched");
    assertThat(run("scale", "wd", "w", "--replicas=3")).contains("scaled");
    assertThat(run("get", "wd", "w", "-o", "jsonpath={.spec.colour} {.spec.replicas}"))
        .contains("Green 3");
    assertThat(run("delete", "wd", "w")).contains("deleted");
    assertThat(run("get", "wd", "w")).contains("not found");
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("object.yaml"), yaml).toString();
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(kubectl));
    command.addAll(List.of("--kubeconfig", folder.resolve("kubeconfig").toString()));
    command.addAll(List.of("--cache-dir", folder.resolve("cache").toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }

  private static Optional<Path> find() {
    var cached = Path.of(System.getProperty("user.home"), ".cache/sessionstack-cluster/bin");
    var path = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
    return Stream.concat(Stream.of(cached), path)
        .map(folder -> folder.resolve("kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
