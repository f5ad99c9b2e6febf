package dev.sessionstack.apiserver;

import dev.sessionstack.cluster.Belongings;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.flow.Cluster;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The packaged operator in a process of its own, as the account of {@code manifests/}, on a real
 * API server.
 */
final class InstalledOperator implements Cluster, AutoCloseable {

  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final ApiServer server;
  private final RedisKubelet kubelet;
  private final HostsFile hosts;
  final Manifests manifests;
  final OperatorProcess process;
  private final Belongings owned = new Belongings();

  /**
   * @param folder for files of this one alone
   * @param variables of its environment
   */
  InstalledOperator(Path folder, Map<String, String> variables) {
    server = owned.add(ApiServer.start(Manifests.USER));
    var admin = owned.add(server.client("controllers"));
    manifests = Manifests.on(server, admin);
    hosts = new HostsFile(folder.resolve("hosts"));
    kubelet = owned.add(new RedisKubelet(admin, hosts, folder.resolve("volumes")));
    owned.add(Controllers.with(admin).kubelet(kubelet).garbageCollect(true).start());
    process =
        owned.add(
            new OperatorProcess(
                JAR, kubeconfig(folder), hosts, folder.resolve("operator.log"), variables));
  }

  AuditLog audit() {
    return server.audit();
  }

  /** The names that the operator can look up. */
  HostsFile hosts() {
    return hosts;
  }

  @Override
  public KubernetesClient client(String userAgent) {
    return server.client(userAgent);
  }

  @Override
  public RedisKubelet kubelet() {
    return kubelet;
  }

  @Override
  public long mark() {
    return audit().size();
  }

  @Override
  public List<String> operatorWrites(long mark, String namespace) {
    return audit().writesSince(mark, namespace);
  }

  @Override
  public List<String> operatorReads(String namespace) {
    return server.audit().readsOf(namespace);
  }

  @Override
  public List<String> forbidden() {
    return audit().forbidden();
  }

  @Override
  public void close() {
    owned.close();
  }

  private Path kubeconfig(Path folder) {
    var config = server.admin();
    var text =
        """
        apiVersion: v1
        kind: Config
        current-context: it
        contexts: [{name: it, context: {cluster: it, user: it}}]
        clusters: [{name: it, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: it, user: {token: "%s"}}]
        """
            .formatted(config.getMasterUrl(), config.getCaCertFile(), manifests.token());
    try {
      return Files.writeString(folder.resolve("kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
