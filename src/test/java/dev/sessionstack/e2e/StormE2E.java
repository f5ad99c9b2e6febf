package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.chaos.Storm;
import dev.sessionstack.plan.Names;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.secrets.SecretSearch;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Users read their sessions twice a second while the operator is in bad weather, is killed, and
 * pods, objects and the spec change under it. Requests may fail for seconds; no session is lost
 * (R5, R16, R21, R26, R27), no value of a Secret is told, and afterwards nothing is left to do (R2,
 * R24).
 *
 * <p>In place of the operator of the cluster there is one on this machine, with the same rights,
 * behind a proxy that has faults. {@code -Dchaos.seed}, {@code -Dchaos.seconds} and {@code
 * -Dchaos.faults}, the share of requests that meet one, make it another storm.
 */
@OnCluster
@Isolated
@EnabledIfSystemProperty(
    named = "cluster.long",
    matches = ".*",
    disabledReason = "STORM SKIPPED: it takes six minutes; -Dcluster.long asks for it")
class StormE2E {

  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final int SECONDS = Integer.getInteger("chaos.seconds", 90);
  private static final double FAULTS =
      Double.parseDouble(System.getProperty("chaos.faults", "0.05"));
  private static final String STACK = "storm";
  private static final String HOST = "storm.example.com";

  private static RealCluster cluster;
  private static Map<String, Watcher> watchers;

  @BeforeAll
  static void start() throws Exception {
    var obstacle = "STORM SKIPPED: CLUSTER_ENTER names no way to the cluster's addresses";
    if (System.getenv("CLUSTER_ENTER") == null) {
      System.err.println(obstacle);
    }
    Assumptions.assumeTrue(System.getenv("CLUSTER_ENTER") != null, obstacle);
    cluster = RealCluster.alone("storm");
    FrontProxy.require(cluster.client);
    cluster.apply(
        "ingress",
        STACK,
        spec -> {
          spec.withObject("/ui").put("replicas", 2);
          spec.withObject("/store/managed").put("persistence", "AOF");
          spec.withObject("/loadBalancer").put("host", HOST);
        });
    cluster.awaitReady(STACK);
    var workbench = new Workbench(cluster);
    watchers = new LinkedHashMap<>();
    watchers.put("load balancer", new Watcher(workbench, FrontProxy.URL, HOST, "ada"));
    var service = "http://" + STACK + "-ui." + cluster.namespace + ".svc";
    watchers.put("Service", new Watcher(workbench, service, HOST, "alan"));
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.operator(1);
      cluster.close();
    }
  }

  @Test
  void no_session_is_lost_and_afterwards_all_is_as_the_spec_says() throws Exception {
    var secrets = secrets();
    var volume = volume();
    var search = new SecretSearch().remember(cluster.client);
    cluster.operator(0);
    var folder = Files.createDirectories(Path.of("target", "chaos", "cluster-" + SEED));
    var mischief = new Mischief(cluster, STACK, SEED);
    try (var names = names(folder);
        var storm = new Storm(enter(), account(folder), SEED)) {
      cluster.patch(STACK, "{\"spec\": {\"session\": {\"ttl\": \"31m\"}}}"); // it is at work
      cluster.awaitReady(STACK);
      storm.rage(FAULTS);
      var random = new Random(SEED);
      var end = Instant.now().plusSeconds(SECONDS);
      while (Instant.now().isBefore(end)) {
        mischief.step();
        if (random.nextInt(10) == 0) {
          storm.kill();
        }
        storm.figures(); // and starts it, should it have ended by itself
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(3000)); // the pace of the storm
      }
      storm.calm();
      System.out.printf("seed %d, %d s: %s%n", SEED, SECONDS, storm.figures());
      System.out.println("done: " + mischief.done());
      cluster.awaitAllWell(STACK);
      assertThat(secrets()).as("keys").isEqualTo(secrets);
      assertThat(volume()).as("volume").isEqualTo(volume);
      for (var watcher : watchers.values()) {
        awaitReads(watcher);
      }
    }
    assertNothingTold(search.remember(cluster.client), folder);
    // The operator of the cluster, which has seen nothing of it, finds nothing to do.
    var children = new Children(cluster).uids();
    var audit = AuditLog.find();
    var mark = audit.isPresent() ? audit.get().size() : 0;
    cluster.operator(1);
    new Children(cluster).assertQuiet(STACK);
    assertThat(new Children(cluster).uids()).isEqualTo(children);
    if (audit.isPresent()) {
      assertThat(audit.get().operatorWritesSince(mark, cluster.namespace))
          .as("written by the operator that came after the storm")
          .allMatch(write -> write.contains("/status") || write.contains("/events"));
    }
    for (var watcher : watchers.entrySet()) {
      var figures = watcher.getValue().figures();
      System.out.println("by the " + watcher.getKey() + ": " + figures);
      assertThat(figures.get("lost").asInt()).as("lost sessions").isZero();
      assertThat(figures.get("reads").asInt()).isGreaterThan(SECONDS);
    }
  }

  /** No value of a Secret is in what the storm has left behind. */
  private static void assertNothingTold(SecretSearch search, Path folder) {
    var found = search.inObjects(cluster.client, SecretSearch.KINDS);
    found.addAll(search.in(folder.resolve("operator.log")));
    System.out.printf("%d forms of secret values were looked for%n", search.size());
    assertThat(search.size()).as("forms of values that were looked for").isGreaterThan(10);
    assertThat(found).as("values of Secrets elsewhere").isEmpty();
  }

  /** Its user is served again. */
  private static void awaitReads(Watcher watcher) throws Exception {
    var before = watcher.figures();
    await()
        .atMost(RealCluster.PATIENCE)
        .until(watcher::figures, now -> good(now) >= good(before) + 4);
  }

  private static int good(JsonNode figures) {
    return figures.get("reads").asInt() - figures.get("failed").asInt();
  }

  private static List<String> enter() {
    return Stream.of(System.getenv("CLUSTER_ENTER").trim().split("\\s+")).toList();
  }

  /** The operator's own account, as the cluster knows it. */
  private static Path account(Path folder) throws Exception {
    var client = cluster.client;
    var address = client.services().inNamespace("default").withName("kubernetes").require();
    var authority =
        client.configMaps().inNamespace("default").withName("kube-root-ca.crt").require();
    var token =
        client
            .serviceAccounts()
            .inNamespace(RealCluster.OPERATOR_NAMESPACE)
            .withName(RealCluster.OPERATOR)
            .tokenRequest()
            .getStatus()
            .getToken();
    Files.writeString(
        folder.resolve("account"),
        Storm.kubeconfig(
            "https://" + address.getSpec().getClusterIP() + ":443",
            authority.getData().get("ca.crt"),
            token));
    return folder;
  }

  /** The names of Services, for an operator that does not ask the cluster's DNS. */
  private static AutoCloseable names(Path folder) {
    var hosts = new HostsFile(folder.resolve("hosts"));
    return cluster
        .client
        .services()
        .inNamespace(cluster.namespace)
        .inform(
            new ResourceEventHandler<Service>() {
              @Override
              public void onAdd(Service service) {
                var address = service.getSpec().getClusterIP();
                if (address != null && !"None".equals(address)) {
                  hosts.put(
                      service.getMetadata().getName() + "." + cluster.namespace + ".svc", address);
                }
              }

              @Override
              public void onUpdate(Service before, Service service) {
                onAdd(service);
              }

              @Override
              public void onDelete(Service service, boolean unknown) {
                // The next one of the name has another address.
              }
            });
  }

  private static Map<String, Map<String, String>> secrets() {
    var names = new Names(STACK);
    return Stream.of(names.keysSecret(), STACK + "-session", STACK + "-store")
        .map(cluster.client.secrets().inNamespace(cluster.namespace)::withName)
        .map(secret -> secret.require())
        .collect(Collectors.toMap(s -> s.getMetadata().getName(), Secret::getData));
  }

  private static String volume() {
    return cluster
        .client
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace)
        .withName(new Names(STACK).dataClaim())
        .require()
        .getMetadata()
        .getUid();
  }
}
