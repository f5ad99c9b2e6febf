package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.upgrade.Change;
import dev.sessionstack.upgrade.Release;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * From the last release to this version by the two commands of the documentation, back, and up
 * again, while a visitor is logged in. What is installed at the end is this version.
 *
 * <p>It replaces the operator, so it is asked for by {@code -Dcluster.upgrade}, on a cluster that
 * has the images of both versions.
 */
@OnCluster
@Isolated
@EnabledIfSystemProperty(
    named = "cluster.upgrade",
    matches = ".*",
    disabledReason = "UPGRADE SKIPPED: load the last release's image and set -Dcluster.upgrade")
class UpgradeE2E {

  private static final Release LAST = Release.last();

  private static RealCluster cluster;
  private static AuditLog audit;

  @BeforeAll
  static void installTheLastRelease() throws Exception {
    cluster = new RealCluster("upgrade");
    audit = AuditLog.find().orElseThrow(() -> new AssertionError("-Dcluster.audit is missing"));
    kubectl("apply", "-f", LAST.crds().toString());
    kubectl("apply", "-f", LAST.manifests().toString());
    awaitOperator();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void R14_upgrade_and_rollback_restart_no_pod_write_nothing_unannounced_and_lose_no_session()
      throws Exception {
    apply("memory", "memory", spec -> {});
    apply("redis", "redis", spec -> {});
    apply(
        "celery",
        "celery",
        spec -> {
          spec.remove("objectStorage");
          ((ObjectNode) spec.path("ui")).put("replicas", 1);
        });
    List.of("memory", "redis", "celery").forEach(cluster::awaitAllWell);
    var ada = new Visitor(cluster, "redis");
    ada.login("ada");
    ada.count();
    new Children(cluster).awaitQuiet();
    var pods = pods();
    assertThat(pods).hasSizeGreaterThan(7);

    var mark = audit.size();
    kubectl("apply", "-f", "crds/");
    kubectl("apply", "-k", "manifests/");
    assertNothingHappened(pods, mark, "upgraded");
    assertThat(ada.count()).isEqualTo(2);

    // The CRDs stay: those of the last release would drop the new fields of stacks.
    mark = audit.size();
    kubectl("apply", "-f", LAST.manifests().toString());
    assertNothingHappened(pods, mark, "rolled-back");
    assertThat(ada.count()).isEqualTo(3);

    mark = audit.size();
    kubectl("apply", "-k", "manifests/");
    assertNothingHappened(pods, mark, "again");
    assertThat(ada.count()).isEqualTo(4);
  }

  /** As the last release was given it. */
  private static void apply(String stack, String name, Consumer<ObjectNode> change) {
    var file = LAST.folder().resolve("golden").resolve(stack).resolve("in.yaml");
    cluster.apply(file, name, change);
  }

  /** A new stack that goes Ready shows that the pass over those that were there is over. */
  private static void assertNothingHappened(Map<String, String> pods, long mark, String beacon)
      throws Exception {
    awaitOperator();
    apply("memory", beacon, spec -> {});
    cluster.awaitReady(beacon);
    assertThat(pods()).containsAllEntriesOf(pods);
    var announced = Change.all();
    assertThat(audit.operatorWritesSince(mark, cluster.namespace))
        .anyMatch(write -> write.contains("/" + beacon))
        .filteredOn(write -> !write.contains("/" + beacon))
        .filteredOn(write -> !write.contains("/events")) // the beacon's, without its name
        .filteredOn(write -> !write.contains("/redis/status")) // its figures follow its user
        .filteredOn(write -> announced.stream().noneMatch(change -> change.covers(path(write))))
        .isEmpty();
    cluster.stack(beacon).delete();
    System.out.printf("%s: %d pods as they were%n", beacon, pods.size());
  }

  private static String path(String write) {
    return write.replaceFirst("^\\S+ ", "").replaceFirst("\\?.*", "");
  }

  /** Which pods run, and how often each has started anew. */
  private static Map<String, String> pods() {
    return cluster.client.pods().inNamespace(cluster.namespace).list().getItems().stream()
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(),
                pod -> pod.getMetadata().getUid() + " restarts " + restarts(pod)));
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .mapToInt(container -> container.getRestartCount())
        .sum();
  }

  private static void awaitOperator() {
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                kubectl(
                    "-n",
                    RealCluster.OPERATOR_NAMESPACE,
                    "rollout",
                    "status",
                    "deployment/" + RealCluster.OPERATOR,
                    "--timeout=60s"));
  }

  private static void kubectl(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add("kubectl");
    command.addAll(List.of(arguments));
    var kubectl = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).as("%s: %s", command, said).isZero();
  }
}
