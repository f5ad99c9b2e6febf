package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Numbers of instances that follow something, and those that others write (R18, R25). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ScalingTest extends Flow {

  private static final String FOLLOWS =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1"}
        store: {managed: {}}
        workers:
          - name: a
            app: shop
            concurrency: 2
            autoscaling: {maxReplicas: 3, tasksPerWorker: 2, stabilizationWindow: 2s}
      """;

  private static final String UI =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui:
          image: "app:1"
          autoscaling: {minReplicas: 2, maxReplicas: 6}
          resources: {requests: {cpu: 100m}}
        store: {managed: {resources: {limits: {memory: 1Gi}}}}
      """;

  @Test
  void poolFollowsItsQueueAndGoesToZeroOnlyWhenNothingIsHeldEither() {
    site.apply(FOLLOWS);
    site.awaitAmong("shop", "Ready=True Serving", "WorkersReady=True Idle");
    assertThat(site.replicas("shop-worker-a")).isZero();
    try (var broker = site.broker("shop")) {
      broker.redis().lpush("celery", "1", "2", "3", "4", "5");

      Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isEqualTo(2));
      site.awaitAmong("shop", "WorkersReady=True Serving");
      assertThat(site.status("shop").queued()).isEqualTo(5);

      hold(broker, "tag");
      broker.redis().del("celery");

      Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isEqualTo(1));
      Site.eventually(
          () ->
              assertThat(site.status("shop").workers().get(0).queues().get(0).unacked())
                  .isEqualTo(1));
      broker.forgetCommands();
      Site.eventually(() -> assertThat(broker.calls("hlen")).isGreaterThanOrEqualTo(2));
      assertThat(site.replicas("shop-worker-a")).as("R18: one is at work").isEqualTo(1);

      broker.redis().del("unacked", "unacked_index");

      Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isZero());
      site.awaitAmong("shop", "WorkersReady=True Idle", "Ready=True Serving");
    }
  }

  /** R18: that the queues cannot be measured does not say that they are empty. */
  @Test
  void poolKeepsItsSizeWhileItsQueueIsNotKnown() {
    site.apply(FOLLOWS);
    site.awaitAmong("shop", "Ready=True Serving", "WorkersReady=True Idle");
    try (var broker = site.broker("shop")) {
      broker.redis().lpush("celery", "1", "2", "3", "4", "5");
      Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isEqualTo(2));

      broker.redis().del("celery");
      broker.redis().set("celery", "no queue");

      site.awaitAmong("shop", "WorkersReady=False NotAQueue", "Ready=True Serving");
      assertThat(site.replicas("shop-worker-a")).isEqualTo(2);

      broker.redis().del("celery");

      site.awaitAmong("shop", "WorkersReady=True Idle");
      assertThat(site.replicas("shop-worker-a")).isZero();
    }
  }

  @Test
  void poolThatOthersScaleKeepsTheirNumber() {
    site.apply(FOLLOWS.replaceAll("concurrency: 2\n +autoscaling: .*", "scaledBy: External"));
    site.awaitReady("shop");
    assertThat(site.replicas("shop-worker-a")).as("a new one has one").isEqualTo(1);

    site.scale("shop-worker-a", 4);
    rolls();

    assertThat(site.replicas("shop-worker-a")).isEqualTo(4);

    site.patchSpec("shop", "{\"mode\": \"Hibernated\"}");
    Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isZero());
    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    Site.eventually(() -> assertThat(site.replicas("shop-worker-a")).isEqualTo(1));
    site.awaitReady("shop");
    site.scale("shop-worker-a", 3);
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:3\"}}");
    Site.eventually(() -> assertThat(site.image("shop-worker-a")).isEqualTo("app:3"));
    assertThat(site.replicas("shop-worker-a")).isEqualTo(3);
  }

  /** R25: the number is handed over, left alone, and taken back. */
  @Test
  void autoscalerOfTheUiWritesItsNumberAndTheOperatorDoesNot() {
    site.apply(UI);
    site.awaitReady("shop");
    assertThat(site.get(HorizontalPodAutoscaler.class, "shop-ui").getSpec().getMaxReplicas())
        .isEqualTo(6);
    assertThat(site.replicas("shop-ui")).isEqualTo(2);

    site.scale("shop-ui", 5);
    rolls();

    assertThat(site.replicas("shop-ui")).isEqualTo(5);
    assertThat(site.status("shop").replicas()).isEqualTo(5);

    site.patchSpec("shop", "{\"ui\": {\"autoscaling\": null, \"replicas\": 3}}");

    Site.eventually(() -> assertThat(site.replicas("shop-ui")).isEqualTo(3));
    Site.eventually(
        () -> assertThat(site.find(HorizontalPodAutoscaler.class, "shop-ui")).isEmpty());
    site.awaitReady("shop");

    site.patchSpec("shop", "{\"ui\": {\"autoscaling\": {\"maxReplicas\": 6}, \"replicas\": null}}");

    site.await(HorizontalPodAutoscaler.class, "shop-ui");
    site.awaitReady("shop");
    assertThat(site.replicas("shop-ui")).as("no fall to one on the way").isEqualTo(3);
  }

  @Test
  void autoscalerSleepsWithItsStackAndReturnsWhenItIsDeleted() {
    site.apply(UI);
    site.awaitReady("shop");
    var first = site.get(HorizontalPodAutoscaler.class, "shop-ui");

    site.delete(first);

    Site.eventually(
        () ->
            assertThat(site.get(HorizontalPodAutoscaler.class, "shop-ui").getMetadata().getUid())
                .isNotEqualTo(first.getMetadata().getUid()));

    site.patchSpec("shop", "{\"mode\": \"Hibernated\"}");

    Site.eventually(
        () -> assertThat(site.find(HorizontalPodAutoscaler.class, "shop-ui")).isEmpty());
    Site.eventually(() -> assertThat(site.replicas("shop-ui")).isZero());

    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    site.awaitReady("shop");
    assertThat(site.replicas("shop-ui")).isEqualTo(2);
    assertThat(site.find(HorizontalPodAutoscaler.class, "shop-ui")).isPresent();
  }

  /** Makes the operator write all Deployments. */
  private void rolls() {
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:2\"}}");
    Site.eventually(() -> assertThat(site.image("shop-ui")).isEqualTo("app:2"));
    for (var name : site.names(Deployment.class)) {
      Site.eventually(() -> assertThat(site.image(name)).isEqualTo("app:2"));
    }
    site.awaitReady("shop");
  }

  /** A message that a worker has taken, as kombu keeps it. */
  private static void hold(RedisConsole broker, String tag) {
    broker.redis().multi();
    broker.redis().hset("unacked", tag, "[{}, \"\", \"celery\"]");
    broker.redis().zadd("unacked_index", 1, tag);
    broker.redis().exec();
  }
}
