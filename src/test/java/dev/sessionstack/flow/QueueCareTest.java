package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStackStatus.Worker;
import io.fabric8.kubernetes.api.model.Pod;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tasks that nobody takes, and workers that nobody hears of. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class QueueCareTest extends Flow {

  /** Queues are looked at every ten seconds. */
  private static final Duration LOOKS = Duration.ofSeconds(60);

  private static final String YAML =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1"}
        store: {managed: {}}
        workers: [{name: a, app: shop, replicas: 2, stuckAfter: 3s}]
      """;

  @Test
  void queueFromWhichNobodyTakesIsStuckUntilOneTaskIsTaken() {
    site.apply(YAML);
    site.awaitAmong("shop", "Ready=True Serving", "WorkersReady=True Serving");
    try (var broker = site.broker("shop")) {
      broker.redis().lpush("celery", "1", "2");

      await()
          .atMost(LOOKS)
          .untilAsserted(
              () ->
                  assertThat(site.conditions("shop"))
                      .contains("WorkersReady=False QueueStuck", "Ready=False QueueStuck")
                      .noneMatch(c -> c.startsWith("Reconciling")));
      awaitRest();
      var stuck = site.status("shop");
      var before = broker.calls("exec");
      await().atMost(LOOKS).until(() -> broker.calls("exec") >= before + 2);
      assertThat(site.status("shop").conditions()).isEqualTo(stuck.conditions());
      assertThat(site.status("shop").workers()).isEqualTo(stuck.workers());

      broker.redis().rpop("celery");

      await()
          .atMost(LOOKS)
          .untilAsserted(
              () ->
                  assertThat(site.conditions("shop"))
                      .contains("WorkersReady=True Serving", "Ready=True Serving"));
    }
  }

  @Test
  void workersThatSendHeartbeatsAreCounted() {
    site.apply(YAML);
    site.awaitAmong("shop", "Ready=True Serving", "WorkersReady=True Serving");
    assertThat(pool().aliveReplicas()).isNull();
    try (var broker = site.broker("shop")) {
      var worker =
          site.names(Pod.class).stream()
              .filter(name -> name.startsWith("shop-worker-a"))
              .findFirst()
              .orElseThrow();
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                broker
                    .redis()
                    .publish(
                        "/1.celeryev/worker.heartbeat",
                        "{\"headers\": {\"hostname\": \"a@" + worker + "\"}}");
                return Integer.valueOf(1).equals(pool().aliveReplicas());
              });
    }
  }

  private Worker pool() {
    return site.status("shop").workers().get(0);
  }
}
