package dev.sessionstack.chaos;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.cluster.FakeApiServer;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** An API server, its controllers and an operator in a process of its own, behind a proxy. */
final class Town implements AutoCloseable {

  static final String NAMESPACE = "town";
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  final FakeApiServer server;
  final KubernetesClient client;
  final FaultProxy proxy;
  final OperatorProcess operator;
  final Path log;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /**
   * @param folder for files of this town alone
   */
  Town(Path folder, Weather weather) {
    server = own(FakeApiServer.start());
    server
        .crd(Path.of("crds", "sessionstacks.sessionstack.dev-v1.yml"))
        .crd(Path.of("crds", "sessionrevocations.sessionstack.dev-v1.yml"));
    client = own(server.client("townspeople"));
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    var hosts = new HostsFile(folder.resolve("hosts"));
    var kubelet = own(new RedisKubelet(client, hosts, folder.resolve("volumes")));
    own(Controllers.with(client).kubelet(kubelet).start());
    proxy = own(new FaultProxy(URI.create(server.url()), weather));
    log = folder.resolve("operator.log");
    operator = own(new OperatorProcess(JAR, kubeconfig(folder), hosts, log));
  }

  Resource<SessionStack> stack(String name) {
    return client.resources(SessionStack.class).inNamespace(NAMESPACE).withName(name);
  }

  /** All that is there, as {@link Likeness} sees it. */
  Map<String, String> objects() {
    return Likeness.of(client, NAMESPACE);
  }

  /** What the stacks say of themselves. */
  List<String> conditions() {
    return client.resources(SessionStack.class).inNamespace(NAMESPACE).list().getItems().stream()
        .map(
            stack ->
                stack.getMetadata().getName()
                    + " generation "
                    + stack.getMetadata().getGeneration()
                    + " "
                    + (stack.getStatus() == null
                        ? "nothing"
                        : stack.getStatus().observedGeneration()
                            + stack.getStatus().conditions().stream()
                                .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getMessage())
                                .toList()
                                .toString()))
        .toList();
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        System.err.println("could not end: " + e);
      }
    }
  }

  private Path kubeconfig(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("kubeconfig"), server.kubeconfig().replace(server.url(), proxy.url()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T own(T thing) {
    owned.push(thing);
    return thing;
  }
}
