package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** All pods of a stack end at once, as on a node that dies, and it finds itself again (R3). */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ColdRestartE2E {

  private static final String STACK = "cold";

  private static RealCluster cluster;
  private static Visitor ada;

  @BeforeAll
  static void apply() throws Exception {
    cluster = new RealCluster("cold");
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply("celery", STACK, ColdRestartE2E::slim);
    cluster.awaitReady(STACK);
    ada = new Visitor(cluster, STACK);
    ada.login("ada");
    ada.count();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void R3_pods_are_told_names_and_no_addresses() {
    var addresses =
        pods().stream().map(pod -> pod.getStatus().getPodIP()).collect(Collectors.toSet());
    assertThat(pods()).hasSizeGreaterThanOrEqualTo(5);
    for (var pod : pods()) {
      for (var container : pod.getSpec().getContainers()) {
        assertThat(container.getEnv())
            .filteredOn(variable -> variable.getValue() != null)
            .allSatisfy(
                variable ->
                    assertThat(variable.getValue())
                        .as(variable.getName())
                        .doesNotContain(addresses)
                        .doesNotContainPattern("\\b10\\.\\d+\\.\\d+\\.\\d+"));
      }
    }
  }

  @Test
  @Order(2)
  void R3_all_pods_are_killed_at_once_and_sessions_and_tasks_go_on() throws Exception {
    var stack = new TaskStack(cluster, STACK);
    awaitWell();
    var tasks = stack.send(2, 5);
    await().atMost(RealCluster.PATIENCE).until(() -> isBegun(stack, tasks));
    var before = uids();

    // Not the bucket's, which keeps everything in memory.
    pods().forEach(pod -> cluster.client.resource(pod).withGracePeriod(0).delete());

    awaitOthers(before);
    awaitSession(1);
    awaitWell();
    assertThat(ada.count()).isEqualTo(2);
    awaitDone(stack, tasks);
    awaitDone(stack, stack.send(1, 0));
  }

  /** As a drain does it: what is refused is tried again, and nothing is refused for ever. */
  @Test
  @Order(3)
  void every_pod_can_be_evicted_and_the_store_comes_back_with_its_sessions() throws Exception {
    awaitWell();
    var before = uids();
    for (var pod : pods()) {
      await()
          .alias("eviction of " + pod.getMetadata().getName())
          .atMost(RealCluster.PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> evict(pod));
    }
    awaitOthers(before);
    awaitSession(2);
    awaitWell();
  }

  /** Whether it was taken; a budget that is spent answers 429. */
  private static boolean evict(Pod pod) {
    return cluster
        .client
        .pods()
        .inNamespace(cluster.namespace)
        .withName(pod.getMetadata().getName())
        .evict();
  }

  /** No browser, and little of everything. */
  private static void slim(ObjectNode spec) {
    TaskStack.hasten(spec, 10, 10);
    spec.withObject("/loadBalancer").removeAll();
    spec.withObject("/workers/0").put("replicas", 1).put("terminationGracePeriod", "30s");
  }

  private static void awaitWell() {
    cluster.awaitReady(STACK);
    cluster.awaitCondition(STACK, "WorkersReady", "True", null);
    cluster.awaitCondition(STACK, "SchedulerReady", "True", null);
    cluster.awaitCondition(STACK, "BackendReady", "True", null);
    cluster.awaitCondition(STACK, "ModelServerReady", "True", null);
  }

  /** The same session as before; one that was lost does not come back. */
  private static void awaitSession(int counter) {
    await()
        .alias("the session")
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> ada.session().get("data").get("counter").asInt() == counter);
  }

  private static boolean isBegun(TaskStack stack, List<String> ids) throws Exception {
    var attempts = stack.bucket().get("attempts");
    return ids.stream().anyMatch(attempts::has);
  }

  private static void awaitDone(TaskStack stack, List<String> ids) {
    await()
        .atMost(RealCluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(stack.bucket().get("results"))
                    .extracting(JsonNode::asText)
                    .containsAll(ids));
  }

  private static void awaitOthers(Set<String> before) {
    await()
        .alias("none of the old pods is left")
        .atMost(RealCluster.PATIENCE)
        .until(() -> uids().stream().noneMatch(before::contains));
  }

  private static Set<String> uids() {
    return pods().stream()
        .map(Pod::getMetadata)
        .map(ObjectMeta::getUid)
        .collect(Collectors.toSet());
  }

  /** Those of the stack, not its bucket's. */
  private static List<Pod> pods() {
    return cluster
        .client
        .pods()
        .inNamespace(cluster.namespace)
        .withLabel("app.kubernetes.io/instance", STACK)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }
}
