package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.SessionStackStatus.Worker;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Workers that hang, or work on something else, while tasks wait for them. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueueCareE2E {

  /** More than workers can have taken already when they are stopped. */
  private static final int TASKS = 8;

  /** A worker is listened to once a minute, and silent after two and a half. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  /**
   * To stop all of a worker: its pod has one process namespace, or the first process of the
   * container could not be stopped from within.
   */
  private static final String SIGNAL =
      """
      import os, signal, sys
      me = os.getpid()
      for pid in filter(str.isdigit, os.listdir("/proc")):
          try:
              with open(f"/proc/{pid}/cmdline", "rb") as file:
                  line = file.read()
          except OSError:
              continue
          if b"--app=app.tasks" in line and int(pid) != me:
              os.kill(int(pid), signal.Signals[sys.argv[1]])
              print(pid)
      """;

  private static RealCluster cluster;
  private static TaskStack stack;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("queue-care");
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply(
        "celery",
        "care",
        spec -> {
          spec.remove(List.of("loadBalancer", "backend", "scheduler"));
          spec.withObject("/ui").put("replicas", 1);
          var pool = (ObjectNode) spec.withArray("workers").get(0);
          pool.put("stuckAfter", "20s");
          pool.withObject("/template/spec").put("shareProcessNamespace", true);
        });
    stack = new TaskStack(cluster, "care");
    cluster.awaitAllWell("care");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void workers_that_live_are_counted() {
    await().atMost(RealCluster.PATIENCE).until(() -> alive() == 2);
    System.out.println("Alive: " + pool());
  }

  @Test
  @Order(2)
  void a_queue_whose_workers_hang_is_stuck_and_clears_by_itself() throws Exception {
    var workers = stack.workers();
    for (var worker : workers) {
      assertThat(signal(worker, "SIGSTOP")).as("processes").isNotEmpty();
    }
    var ids = stack.send(TASKS, 0);
    var sent = Instant.now();

    var stuck = cluster.awaitCondition("care", "WorkersReady", "False", "QueueStuck");

    System.out.printf(
        "Stuck after %d s: %s%n",
        Duration.between(sent, Instant.now()).toSeconds(), stuck.getMessage());
    cluster.awaitCondition("care", "Ready", "False", "QueueStuck");
    assertThat(stuck.getMessage()).startsWith("spec.workers[tasks]: tasks wait in queue celery");
    await().atMost(SILENCE).until(() -> alive() == 0);
    System.out.println("Silent: " + pool());
    assertThat(Instant.parse(pool().queues().get(0).oldestReadyTime()))
        .as("the example app stamps its tasks")
        .isBetween(sent.minusSeconds(60), sent.plusSeconds(60));
    assertThat(cluster.condition("care", "WorkersReady").orElseThrow().getMessage())
        .contains("delete the pods");

    for (var worker : workers) {
      signal(worker, "SIGCONT");
    }

    cluster.awaitCondition("care", "WorkersReady", "True", "Serving");
    cluster.awaitCondition("care", "Ready", "True", null);
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stack.bucket().get("results"))
                    .extracting(JsonNode::asText)
                    .containsAll(ids));
    await().atMost(SILENCE).until(() -> alive() == 2);
  }

  @Test
  @Order(3)
  void a_queue_to_which_no_worker_listens_is_stuck_until_one_does() throws Exception {
    var command =
        "[\"celery\", \"--app=app.tasks\", \"worker\", \"--queues=elsewhere\","
            + " \"--concurrency=1\", \"--loglevel=INFO\"]";
    edit("remove", "app", null, "add", "command", command);
    cluster.awaitCondition("care", "WorkersReady", "True", "Serving");
    await()
        .atMost(RealCluster.PATIENCE)
        .until(
            () ->
                stack.workers().stream()
                    .allMatch(
                        pod ->
                            pod.getSpec()
                                .getContainers()
                                .get(0)
                                .getCommand()
                                .contains("--queues=elsewhere")));
    stack.send(TASKS, 0);

    var stuck = cluster.awaitCondition("care", "WorkersReady", "False", "QueueStuck");

    System.out.println("Elsewhere: " + stuck.getMessage());
    cluster.awaitCondition("care", "Ready", "False", "QueueStuck");

    edit("remove", "command", null, "add", "app", "\"app.tasks\"");

    cluster.awaitCondition("care", "WorkersReady", "True", "Serving");
    cluster.awaitCondition("care", "Ready", "True", null);
    await().atMost(RealCluster.PATIENCE).until(() -> stack.depth() == 0);
  }

  private static String signal(Pod worker, String name) throws Exception {
    return cluster.exec(worker.getMetadata().getName(), "python3", "-c", SIGNAL, name);
  }

  /** Two changes of the pool at once: one without the other is refused. */
  private static void edit(
      String first, String field, String value, String second, String other, String content) {
    cluster
        .stack("care")
        .patch(
            PatchContext.of(PatchType.JSON),
            "[%s, %s]".formatted(change(first, field, value), change(second, other, content)));
  }

  private static String change(String operation, String field, String value) {
    return "{\"op\": \"%s\", \"path\": \"/spec/workers/0/%s\"%s}"
        .formatted(operation, field, value == null ? "" : ", \"value\": " + value);
  }

  private static Worker pool() {
    return stack.status().workers().get(0);
  }

  private static int alive() {
    return pool().aliveReplicas() == null ? -1 : pool().aliveReplicas();
  }
}
