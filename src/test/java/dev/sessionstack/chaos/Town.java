package dev.sessionstack.chaos;

import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.cluster.Belongings;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.cluster.FakeApiServer;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An API server, its controllers and an operator in a process of its own, behind a proxy. */
final class Town implements AutoCloseable {

  static final String NAMESPACE = "town";

  /** A rotation takes seconds here: files follow their Secrets at once. */
  private static final Map<String, String> IN_A_HURRY =
      Map.of("SESSIONSTACK_ROTATION_FILE_LAG", "1s");

  private static final Set<String> OF_THE_MOMENT =
      Set.of("StoreHealthy", "ConfigurationWarning", "Reconciling");

  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  final FakeApiServer server;
  final KubernetesClient client;
  final FaultProxy proxy;
  final Neighbours neighbours;
  final OperatorProcess operator;
  final Path log;
  private final Belongings owned = new Belongings();

  /**
   * @param folder for files of this town alone
   */
  Town(Path folder, Weather weather) {
    server = owned.add(FakeApiServer.start());
    server
        .crd(Path.of("crds", "sessionstacks.sessionstack.dev-v1.yml"))
        .crd(Path.of("crds", "sessionrevocations.sessionstack.dev-v1.yml"))
        .crd(Path.of("src/test/resources/gateway-api/httproutes-experimental.yaml"));
    client = owned.add(server.client("townspeople"));
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    var hosts = new HostsFile(folder.resolve("hosts"));
    neighbours = owned.add(new Neighbours(client, hosts, folder.resolve("neighbours")));
    var kubelet = owned.add(new RedisKubelet(client, hosts, folder.resolve("volumes")));
    owned.add(Controllers.with(client).kubelet(kubelet).start());
    proxy = owned.add(new FaultProxy(URI.create(server.url()), weather));
    log = folder.resolve("operator.log");
    owned.add(new VolumeDriver(client));
    operator = owned.add(new OperatorProcess(JAR, kubeconfig(folder), hosts, log, IN_A_HURRY));
  }

  /** An empty folder for a town. */
  static Path fresh(String name) {
    var folder = Path.of("target", "chaos", name);
    try {
      if (Files.exists(folder)) {
        try (var files = Files.walk(folder)) {
          for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Resource<SessionStack> stack(String name) {
    return client.resources(SessionStack.class).inNamespace(NAMESPACE).withName(name);
  }

  /** All that is there, as {@link Likeness} sees it. */
  Map<String, String> objects() {
    return Likeness.of(client, NAMESPACE);
  }

  /**
   * What the stacks say of themselves, by stack: the types of the conditions that are met. What
   * depends on the time or on the load of this machine is left out.
   */
  Map<String, String> conditions() {
    var said = new TreeMap<String, String>();
    for (var stack : stacks()) {
      var status = stack.getStatus();
      var current =
          status != null && stack.getMetadata().getGeneration().equals(status.observedGeneration());
      said.put(
          stack.getMetadata().getName(),
          current
              ? status.conditions().stream()
                  .filter(condition -> !OF_THE_MOMENT.contains(condition.getType()))
                  .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
                  .sorted()
                  .collect(Collectors.joining("\n"))
              : "nothing");
    }
    return said;
  }

  /** The whole statuses, by stack. */
  Map<String, String> statuses() {
    return stacks().stream()
        .collect(
            Collectors.toMap(
                stack -> stack.getMetadata().getName(),
                stack -> Serialization.asYaml(stack.getStatus())));
  }

  List<SessionStack> stacks() {
    return client.resources(SessionStack.class).inNamespace(NAMESPACE).list().getItems();
  }

  /** What the operator has written since {@code server.writes()} was the mark. */
  List<String> writesSince(long mark) {
    return server.writesSince(mark).stream()
        .filter(request -> request.userAgent().startsWith("fabric8-kubernetes-client"))
        .map(request -> request.method() + " " + request.path() + " " + request.code())
        .toList();
  }

  /** Five seconds without a write of the operator, and it runs (R24). */
  void awaitRest(Duration patience) {
    var last = new long[] {-1};
    await("rest")
        .atMost(patience)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              var before = last[0];
              last[0] = proxy.writes();
              return before == last[0] && operator.isReady();
            });
  }

  @Override
  public void close() {
    owned.close();
  }

  private Path kubeconfig(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("kubeconfig"), server.kubeconfig().replace(server.url(), proxy.url()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
