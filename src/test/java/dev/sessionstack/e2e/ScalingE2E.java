package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers follow the load, up and down to none, and no task suffers from it. */
@OnCluster
class ScalingE2E {

  private static final int TASKS = 500;
  private static final int MOST_WORKERS = 5;

  private static RealCluster cluster;
  private static TaskStack stack;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("scaling");
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply(
        "autoscaled",
        "autoscaled",
        spec -> {
          ((ObjectNode) spec.withArray("workers").get(0))
              .withObject("/autoscaling")
              .put("stabilizationWindow", "15s");
          spec.withObject("/objectStorage")
              .put("bucket", "tasks")
              .put("endpoint", "http://s3:9000")
              .put("create", "IfMissing")
              .withObject("/credentialsSecretRef")
              .put("name", "s3-credentials");
        });
    stack = new TaskStack(cluster, "autoscaled");
    cluster.awaitReady("autoscaled");
    cluster.awaitCondition("autoscaled", "ObjectStorageReady", "True", "BucketReachable");
    cluster.awaitCondition("autoscaled", "ModelServerReady", "True", null);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void R21_five_hundred_tasks_raise_the_workers_to_the_most_and_then_to_none_and_none_is_lost()
      throws Exception {
    cluster.awaitCondition("autoscaled", "WorkersReady", "True", "Idle");
    assertThat(stack.workers()).isEmpty();
    var begun = System.nanoTime();
    var ids = stack.send(TASKS, 0.6);
    var most = new AtomicInteger();
    await()
        .alias("all workers that there may be")
        .atMost(RealCluster.PATIENCE)
        .until(
            () -> {
              most.accumulateAndGet(stack.workers().size(), Math::max);
              return most.get() == MOST_WORKERS;
            });
    System.out.println("The most workers after " + seconds(begun) + " s, queued: " + queued());
    await()
        .alias("no worker, and nothing to do")
        .atMost(RealCluster.PATIENCE.multipliedBy(2))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              most.accumulateAndGet(stack.workers().size(), Math::max);
              return stack.workers().isEmpty() && stack.depth() == 0;
            });
    System.out.println("No worker after " + seconds(begun) + " s; the most were " + most);
    assertThat(most.get()).isEqualTo(MOST_WORKERS);

    var bucket = stack.bucket();
    assertThat(bucket.get("results")).extracting(JsonNode::asText).hasSize(TASKS);
    var attempts = bucket.get("attempts");
    assertThat(attempts.size()).isEqualTo(TASKS);
    for (var id : ids) {
      // One that failed on a slow neighbour is tried again by the app: that is no loss.
      assertThat(attempts.get(id))
          .as(id)
          .extracting(JsonNode::asText)
          .filteredOn(state -> !state.equals("failed"))
          .containsExactly("done");
    }
    System.out.printf(
        "%d results, %d tasks done once each, last by %d workers%n",
        bucket.get("results").size(),
        attempts.size(),
        bucket.get("lastWorker").properties().stream().map(Map.Entry::getValue).distinct().count());
  }

  /** Nobody measures CPU here, so the scale subresource plays what an autoscaler decides. */
  @Test
  void R25_what_an_autoscaler_decides_for_the_UI_is_left_alone() {
    var ui =
        cluster
            .client
            .apps()
            .deployments()
            .inNamespace(cluster.namespace)
            .withName("autoscaled-ui");
    await().atMost(RealCluster.PATIENCE).until(() -> ui.get().getSpec().getReplicas() == 2);
    ui.scale(3);
    cluster.patch("autoscaled", "{\"metadata\": {\"labels\": {\"touched\": \"yes\"}}}");
    cluster.patch(
        "autoscaled", "{\"spec\": {\"ui\": {\"env\": [{\"name\": \"A\", \"value\": \"b\"}]}}}");
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(ui.get().getSpec().getReplicas()).isEqualTo(3);
              assertThat(ui.get().getStatus().getUpdatedReplicas()).isEqualTo(3);
              assertThat(ui.get().getStatus().getReadyReplicas()).isEqualTo(3);
            });
    cluster.awaitReady("autoscaled");
    assertThat(ui.get().getSpec().getReplicas()).isEqualTo(3);
    assertThat(stack.status().readyReplicas()).isEqualTo(3);
  }

  private static long queued() {
    return stack.status().queued();
  }

  private static long seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toSeconds();
  }
}
