package dev.sessionstack.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.cluster.Belongings;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.cluster.FakeApiServer;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged operator of the last release brings up a stack of every kind; then this one takes
 * over, and then that one again.
 */
@WithRelease
class UpgradeIT {

  private static final Path NEW = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PEOPLE = "people and controllers";
  private static final Release LAST = Release.last();

  @TempDir Path folder;
  private final Belongings owned = new Belongings();
  private FakeApiServer server;
  private KubernetesClient client;
  private HostsFile hosts;

  @BeforeEach
  void start() {
    server = owned.add(FakeApiServer.start());
    install(LAST.crds());
    client = owned.add(server.client(PEOPLE));
    hosts = new HostsFile(folder.resolve("hosts"));
    var kubelet = owned.add(new RedisKubelet(client, hosts, folder.resolve("volumes")));
    owned.add(Controllers.with(client).kubelet(kubelet).start());
  }

  @AfterEach
  void end() {
    owned.close();
  }

  /** The rule, both ways: no pod is replaced, and nothing is written but what is announced. */
  @Test
  void R14_an_upgrade_and_a_rollback_restart_no_pod_and_write_nothing_unannounced()
      throws Exception {
    var before = operator(LAST.operator(), "before");
    for (var stack : LAST.stacks()) {
      apply(stack);
    }
    awaitRest();
    var pods = pods();
    var statuses = statuses();
    assertThat(pods).hasSizeGreaterThan(20);
    before.close();

    install(Path.of("crds"));
    var mark = server.writes();
    var now = operator(NEW, "now");
    awaitBeacon("upgraded");
    assertThat(pods()).containsAllEntriesOf(pods);
    assertThat(unannounced(mark)).as(() -> "changes: " + since(statuses)).isEmpty();
    now.close();

    // The CRDs stay: those of the last release would drop the new fields of stacks.
    mark = server.writes();
    operator(LAST.operator(), "again");
    awaitBeacon("rolled-back");
    assertThat(pods()).containsAllEntriesOf(pods);
    assertThat(unannounced(mark)).as(() -> "changes: " + since(statuses)).isEmpty();
  }

  private OperatorProcess operator(Path jar, String name) throws IOException {
    var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    var log = Files.createDirectories(Path.of("target", "upgrade")).resolve(name + ".log");
    Files.deleteIfExists(log);
    return owned.add(new OperatorProcess(jar, kubeconfig, hosts, log));
  }

  private void install(Path crds) {
    try (var files = Files.list(crds)) {
      files.sorted().forEach(server::crd);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A stack in a namespace of its own, and other objects of its file. */
  private void apply(Path stack) throws IOException {
    var namespace = stack.getFileName().toString();
    namespace(namespace);
    try (var file = Files.newInputStream(stack.resolve("in.yaml"))) {
      for (var object : client.load(file).items()) {
        object.getMetadata().setNamespace(namespace);
        client.resource(object).create();
      }
    }
  }

  private void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** A stack that goes Ready shows that the pass over those that were there is over. */
  private void awaitBeacon(String name) {
    namespace(name);
    GenericKubernetesResource beacon =
        Serialization.unmarshal(
            """
            apiVersion: sessionstack.dev/v1alpha1
            kind: SessionStack
            metadata: {name: beacon, namespace: %s}
            spec: {ui: {image: 'app:1'}, store: {memory: {}}}
            """
                .formatted(name),
            GenericKubernetesResource.class);
    client.resource(beacon).create();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                stacks().stream()
                    .filter(stack -> stack.getMetadata().getNamespace().equals(name))
                    .allMatch(UpgradeIT::isReady));
    awaitRest();
  }

  /** All was looked at, and for five seconds nobody has written anything. */
  private void awaitRest() {
    var last = new long[] {-1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              var writes = last[0];
              last[0] = server.writes();
              return writes == last[0] && stacks().stream().allMatch(UpgradeIT::isSeen);
            });
  }

  private static boolean isSeen(SessionStack stack) {
    return stack.getStatus() != null
        && stack.getMetadata().getGeneration().equals(stack.getStatus().observedGeneration());
  }

  private static boolean isReady(SessionStack stack) {
    return isSeen(stack)
        && stack.getStatus().conditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private List<SessionStack> stacks() {
    return client.resources(SessionStack.class).inAnyNamespace().list().getItems();
  }

  /** Which pods run, by what they are called: another of the same name is another. */
  private Map<String, String> pods() {
    return client.pods().inAnyNamespace().list().getItems().stream()
        .collect(Collectors.toMap(UpgradeIT::title, pod -> pod.getMetadata().getUid()));
  }

  private static String title(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  /** What the operator wrote, but for beacons and what the release notes name. */
  private List<String> unannounced(long mark) {
    var announced = Change.all();
    return server.writesSince(mark).stream()
        .filter(request -> !request.userAgent().equals(PEOPLE))
        .filter(write -> !write.path().matches(".*/namespaces/(upgraded|rolled-back)/.*"))
        .filter(write -> announced.stream().noneMatch(change -> change.covers(write.path())))
        .map(write -> write.method() + " " + write.path())
        .toList();
  }

  private Map<String, JsonNode> statuses() {
    return stacks().stream()
        .filter(stack -> stack.getStatus() != null)
        .collect(
            Collectors.toMap(
                stack -> stack.getMetadata().getNamespace(),
                stack -> Serialization.jsonMapper().valueToTree(stack.getStatus())));
  }

  private List<Difference> since(Map<String, JsonNode> before) {
    var now = statuses();
    return before.entrySet().stream()
        .flatMap(e -> Difference.between(e.getKey(), e.getValue(), now.get(e.getKey())))
        .toList();
  }
}
