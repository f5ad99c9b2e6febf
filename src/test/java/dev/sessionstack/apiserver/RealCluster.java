package dev.sessionstack.apiserver;

import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.flow.Cluster;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real API server for the operator in this JVM, which has there the account and the rights of
 * {@code manifests/} and no others.
 */
public final class RealCluster implements QuarkusTestResourceLifecycleManager, Cluster {

  private ApiServer server;
  private KubernetesClient admin;
  private RedisKubelet kubelet;
  private Controllers controllers;
  private Map<String, String> settings = Map.of();

  @Override
  public Map<String, String> start() {
    server = ApiServer.start(Manifests.USER);
    admin = server.client("controllers");
    var manifests = Manifests.on(server, admin);
    var hosts = new HostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));
    kubelet = new RedisKubelet(admin, hosts, Path.of("target", "apiserver"));
    controllers = Controllers.with(admin).kubelet(kubelet).garbageCollect(true).start();
    var config = server.admin();
    settings =
        Map.of(
            "kubernetes.master", config.getMasterUrl(),
            "kubernetes.certs.ca.file", config.getCaCertFile(),
            "kubernetes.auth.token", manifests.token(),
            "kubernetes.auth.tryKubeConfig", "false",
            "kubernetes.auth.tryServiceAccount", "false");
    settings.forEach(System::setProperty);
    return Map.of();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, field -> field.getType() == Cluster.class);
  }

  @Override
  public void stop() {
    settings.keySet().forEach(System::clearProperty);
    if (controllers != null) {
      controllers.close();
      kubelet.close();
      admin.close();
    }
    if (server != null) {
      server.close();
    }
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
    return server.audit().size();
  }

  @Override
  public java.util.List<String> operatorWrites(long mark, String namespace) {
    return server.audit().writesSince(mark, namespace);
  }

  @Override
  public java.util.List<String> operatorReads(String namespace) {
    return server.audit().readsOf(namespace);
  }

  @Override
  public java.util.List<String> forbidden() {
    return server.audit().forbidden();
  }
}
