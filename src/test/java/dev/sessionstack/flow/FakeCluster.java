package dev.sessionstack.flow;

import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.cluster.FakeApiServer;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A cluster in this JVM for the operator in this JVM: one for all tests of this tier. */
public final class FakeCluster implements QuarkusTestResourceLifecycleManager, Cluster {

  /** Read by fabric8 before any kubeconfig, so that no test ever meets a cluster of somebody. */
  private static final List<String> SETTINGS =
      List.of(
          "kubernetes.master",
          "kubernetes.auth.tryKubeConfig",
          "kubernetes.auth.tryServiceAccount");

  private FakeApiServer server;
  private KubernetesClient admin;
  private RedisKubelet kubelet;
  private Controllers controllers;

  @Override
  public Map<String, String> start() {
    server =
        FakeApiServer.start()
            .crd(Path.of("crds", "sessionstacks.sessionstack.dev-v1.yml"))
            .crd(Path.of("crds", "sessionrevocations.sessionstack.dev-v1.yml"));
    admin = server.client("controllers");
    var hosts = new HostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));
    kubelet = new RedisKubelet(admin, hosts, Path.of("target", "flow"));
    controllers = Controllers.with(admin).kubelet(kubelet).start();
    System.setProperty(SETTINGS.get(0), server.url());
    System.setProperty(SETTINGS.get(1), "false");
    System.setProperty(SETTINGS.get(2), "false");
    return Map.of();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, field -> field.getType() == Cluster.class);
  }

  @Override
  public void stop() {
    SETTINGS.forEach(System::clearProperty);
    controllers.close();
    kubelet.close();
    admin.close();
    server.close();
  }

  /** What somebody watches in a namespace alone. */
  List<String> watched(String namespace) {
    return server.watched().stream()
        .filter(path -> path.contains("/namespaces/" + namespace + "/"))
        .toList();
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
    return server.writes();
  }

  @Override
  public List<String> operatorWrites(long mark, String namespace) {
    return server.writesSince(mark).stream()
        .filter(request -> request.path().contains("/namespaces/" + namespace + "/"))
        .filter(request -> request.userAgent().startsWith("fabric8-kubernetes-client"))
        .map(request -> request.method() + " " + request.path() + " " + request.code())
        .toList();
  }

  /** The log of this server holds no watches that were opened by WebSocket. */
  @Override
  public List<String> operatorReads(String namespace) {
    return server.requests().stream()
        .filter(request -> !request.isWrite())
        .filter(request -> request.path().contains("/namespaces/" + namespace + "/"))
        .filter(request -> request.userAgent().startsWith("fabric8-kubernetes-client"))
        .map(request -> request.method() + " " + request.path())
        .toList();
  }

  /** This API server refuses nobody. */
  @Override
  public List<String> forbidden() {
    return List.of();
  }
}
