package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The third picture: a user's task goes through UI, queue, worker and model server to the bucket,
 * and is done once whatever happens to the worker.
 */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CeleryE2E {

  private static final String HOST = "celery.example.com";
  private static final int VISIBILITY_TIMEOUT = 30;

  private static RealCluster cluster;
  private static TaskStack stack;

  @TempDir static Path folder;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("celery");
    FrontProxy.require(cluster.client);
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply("celery", "celery", spec -> TaskStack.hasten(spec, VISIBILITY_TIMEOUT, 10));
    stack = new TaskStack(cluster, "celery");
    cluster.awaitAllWell("celery");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void a_user_with_a_browser_submits_a_task_and_sees_its_result() throws Exception {
    var obstacle = Browser.obstacle();
    obstacle.ifPresent(why -> System.err.println("BROWSER TEST SKIPPED: " + why));
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    try (var browser = new Browser(folder, HOST, FrontProxy.address(cluster.client))) {
      browser.open("http://" + HOST + "/");
      browser.type("#username", "ada");
      browser.click("form button");
      browser.findOrReload(
          "#task-sample input[type=number]", Path.of("target", "screenshots", "no-tasks.png"));
      browser.type("#task-sample input[type=number]", "7");
      browser.click("#task-submit");
      browser.find("#task-state [data-state=done]");
      browser.find("#task-file");
      // A picture that could not be loaded has no width.
      await()
          .atMost(RealCluster.PATIENCE)
          .until(
              () ->
                  browser
                      .script(
                          "const file = document.querySelector('#task-file');"
                              + "const img = file.tagName === 'IMG' ? file :"
                              + " file.querySelector('img');"
                              + "return img && img.complete ? img.naturalWidth : 0")
                      .asInt(),
              width -> width > 0);
      browser.screenshot(Path.of("target", "screenshots", "task-done.png"));
      assertThat(browser.text("#task-digit")).contains("7");
      var task =
          browser
              .script("return document.querySelector('#task-state [data-task]').dataset.task")
              .asText();
      System.out.println(
          "In the browser: task %s, digit %s, %s, %s"
              .formatted(
                  task,
                  browser.text("#task-digit"),
                  browser.text("#task-worker"),
                  browser.text("#task-file-key")));
      var bucket = stack.bucket();
      assertThat(bucket.get("results")).anyMatch(id -> id.asText().equals(task));
      assertThat(bucket.get("pictures")).anyMatch(id -> id.asText().equals(task));
      assertThat(stack.attempts(task)).containsExactly("done");
    }
  }

  @Test
  @Order(2)
  void tasks_that_wait_are_counted_and_done_when_workers_come() throws Exception {
    workers(0);
    await().atMost(RealCluster.PATIENCE).until(() -> stack.workers().isEmpty());
    var ids = stack.send(3, 0);
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              var status = stack.status();
              // The scheduler goes on, and its own tasks wait, too.
              assertThat(status.queued()).isGreaterThanOrEqualTo(3);
              assertThat(status.workers().get(0).queues().get(0).ready()).isGreaterThanOrEqualTo(3);
            });
    cluster.awaitCondition("celery", "WorkersReady", "False", "ScaledToZero");
    System.out.println("Without workers: " + stack.status().workers());
    workers(2);
    awaitDone(ids);
    await().atMost(RealCluster.PATIENCE).until(() -> stack.depth() == 0);
  }

  @Test
  @Order(3)
  void a_worker_that_is_deleted_finishes_its_task_and_nobody_repeats_it() throws Exception {
    cluster.awaitAllWell("celery");
    var id = stack.send(1, 12).get(0);
    var worker = worker(id);
    cluster.client.resource(worker).delete();
    awaitDone(List.of(id));
    // Once more than the time after which a lost task is given to another.
    await()
        .during(Duration.ofSeconds(VISIBILITY_TIMEOUT))
        .atMost(Duration.ofSeconds(VISIBILITY_TIMEOUT + 30))
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(stack.attempts(id)).containsExactly("done"));
    assertThat(workerOf(id)).isEqualTo(worker.getMetadata().getName());
  }

  @Test
  @Order(4)
  void the_task_of_a_worker_that_is_killed_is_done_by_another() throws Exception {
    cluster.awaitAllWell("celery");
    var id = stack.send(1, 15).get(0);
    var worker = worker(id);
    var since = System.nanoTime();
    cluster.client.resource(worker).withGracePeriod(0).delete();
    awaitDone(List.of(id));
    System.out.printf(
        "Killed %s; done by %s after %d s, attempts %s%n",
        worker.getMetadata().getName(),
        workerOf(id),
        Duration.ofNanos(System.nanoTime() - since).toSeconds(),
        stack.attempts(id));
    assertThat(stack.attempts(id)).containsExactlyInAnyOrder("started", "done");
    assertThat(workerOf(id)).isNotEqualTo(worker.getMetadata().getName());
  }

  @Test
  @Order(5)
  void there_is_one_scheduler_at_a_time_and_it_comes_back() throws Exception {
    await().atMost(RealCluster.PATIENCE).until(() -> summaryTime() > 0);
    var before = summaryTime();
    try (var crowd = new Crowd(cluster, "celery", "scheduler")) {
      for (var grace : new long[] {30, 0}) {
        var scheduler = cluster.pods("celery", "scheduler").get(0);
        cluster.client.resource(scheduler).withGracePeriod(grace).delete();
        await()
            .atMost(RealCluster.PATIENCE)
            .until(
                () ->
                    cluster.pods("celery", "scheduler").stream()
                        .anyMatch(
                            pod ->
                                !pod.getMetadata().getUid().equals(scheduler.getMetadata().getUid())
                                    && Readiness.isPodReady(pod)));
      }
      System.out.println("Schedulers seen: " + crowd.seen() + ", at once: " + crowd.most());
      assertThat(crowd.seen()).isEqualTo(3);
      assertThat(crowd.most()).isEqualTo(1);
    }
    cluster.awaitCondition("celery", "SchedulerReady", "True", null);
    await().atMost(RealCluster.PATIENCE).until(() -> summaryTime() > before);
  }

  /** When the scheduler had a summary written. */
  private static double summaryTime() throws Exception {
    return stack.bucket().get("summary").path("written_at").asDouble();
  }

  private static void workers(int replicas) {
    cluster.edit("celery", "replace", "/workers/0/replicas", Integer.toString(replicas));
  }

  private static void awaitDone(List<String> ids) {
    await()
        .atMost(RealCluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(stack.bucket().get("results"))
                    .extracting(JsonNode::asText)
                    .containsAll(ids));
  }

  /** Who is at work on a task. */
  private static Pod worker(String id) {
    var name =
        await()
            .atMost(RealCluster.PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(() -> workerOf(id), found -> !found.isEmpty());
    return cluster.client.pods().inNamespace(cluster.namespace).withName(name).require();
  }

  /** Who has begun a task last. */
  private static String workerOf(String id) throws Exception {
    var worker = stack.bucket().get("lastWorker").path(id).asText();
    return worker.substring(worker.indexOf('@') + 1); // pool@pod
  }
}
