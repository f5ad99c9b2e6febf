package dev.sessionstack.apiserver;

import dev.sessionstack.reconcile.ClientJson;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kube-apiserver with an etcd of its own, which keeps a record of what the operator asks. */
final class ApiServer implements AutoCloseable {

  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
        - level: Metadata
          users: [%s]
        - level: None
      """;

  private final KubeAPIServer server;
  private final Path folder;

  private ApiServer(KubeAPIServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** Starts one that records the requests of these users. */
  static ApiServer start(String... auditedUsers) {
    try {
      var folder = Files.createDirectories(Path.of("target", "apiserver").toAbsolutePath());
      folder = Files.createTempDirectory(folder, "");
      var policy = folder.resolve("audit-policy.yaml");
      Files.writeString(
          policy,
          AUDIT_POLICY.formatted(
              Stream.of(auditedUsers)
                  .map(user -> '"' + user + '"')
                  .collect(Collectors.joining(", "))));
      var config =
          KubeAPIServerConfigBuilder.anAPIServerConfig()
              .withOfflineMode(!ApiServerBinaries.mayDownload())
              .withUpdateKubeConfig(false)
              .withApiServerFlag("--audit-policy-file", policy.toString())
              .withApiServerFlag("--audit-log-path", folder.resolve("audit.log").toString())
              .withApiServerFlag("--audit-log-mode", "blocking-strict");
      var server = new KubeAPIServer(config.build());
      server.start();
      Files.writeString(folder.resolve("kubeconfig"), server.getKubeConfigYaml());
      return new ApiServer(server, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How an administrator reaches it. */
  Config admin() {
    return Config.fromKubeconfig(server.getKubeConfigYaml());
  }

  /** The same as a file of kubectl's. */
  String kubeconfig() {
    return server.getKubeConfigYaml();
  }

  /** A new client of the administrator's; the caller closes it. */
  KubernetesClient client(String userAgent) {
    var config =
        new ConfigBuilder(admin()).withUserAgent(userAgent).withRequestRetryBackoffLimit(0).build();
    // As the operator reads: what plays the cluster's part must not be ended by a hostile stack.
    var json = new KubernetesSerialization(new ClientJson().mapper(), true);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(json)
        .build();
  }

  AuditLog audit() {
    return new AuditLog(folder.resolve("audit.log"));
  }

  /** What kubectl says, on success. */
  String kubectl(String... arguments) {
    var out = folder.resolve("kubectl.out");
    var command = new java.util.ArrayList<String>();
    command.add(ApiServerBinaries.kubectl().toString());
    command.addAll(java.util.List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    process.environment().put("KUBECACHEDIR", folder.resolve("cache").toString());
    try {
      var running = process.redirectOutput(out.toFile()).start();
      if (!running.waitFor(60, TimeUnit.SECONDS) || running.exitValue() != 0) {
        running.destroyForcibly();
        throw new AssertionError("kubectl: " + Files.readString(out));
      }
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
