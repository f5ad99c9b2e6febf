package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Running, Paused and Hibernated, and another kind of store. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ModeTest extends Flow {

  @Test
  void pausedStackIsObservedAndNotChanged() {
    site.applyExample("redis");
    site.awaitReady("redis");
    site.patchSpec("redis", "{\"mode\": \"Paused\", \"ui\": {\"image\": \"app:2\"}}");
    site.awaitReady("redis");
    assertThat(site.condition("redis", "Ready").getMessage()).contains("paused");
    var mark = cluster.mark();

    site.delete(site.get(Deployment.class, "redis-ui"));

    site.awaitAmong("redis", "UIReady=False Creating");
    assertThat(site.operatorWrites(mark))
        .allMatch(w -> w.contains("/redis/status") || w.contains("/events "));
    assertThat(site.find(Deployment.class, "redis-ui")).isEmpty();

    site.patchSpec("redis", "{\"mode\": \"Running\"}");

    site.awaitReady("redis");
    assertThat(site.image("redis-ui")).isEqualTo("app:2");
  }

  /**
   * An edit that comes while the status of the one before is written is seen, though nothing else
   * happens to a stack that is paused:
   * https://github.com/operator-framework/java-operator-sdk/issues/3398
   */
  @Test
  void editsInQuickSuccessionAreAllSeen() {
    site.applyExample("memory");
    site.awaitReady("memory");
    site.patchSpec("memory", "{\"mode\": \"Paused\"}");
    for (var round = 0; round < 50; round++) {
      for (var edit = 0; edit < 1 + round % 10; edit++) {
        site.patchSpec("memory", "{\"ui\": {\"image\": \"app:" + round + "-" + edit + "\"}}");
      }
      Site.eventually(() -> assertThat(site.conditions("memory")).isNotEmpty());
    }
  }

  @Test
  void hibernatedStackHasNoPodsAndWakesWithItsSessions() {
    site.applyExample("redis");
    site.awaitReady("redis");
    try (var redis = site.console("redis")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
    var claim = site.get(PersistentVolumeClaim.class, "data-redis-redis-0").getMetadata().getUid();
    var keys = site.secret("redis-keys");

    site.patchSpec("redis", "{\"mode\": \"Hibernated\"}");

    site.awaitAmong("redis", "UIReady=False Hibernated", "StoreReady=False Hibernated");
    Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
    Site.eventually(
        () ->
            assertThat(site.conditions("redis"))
                .contains("Ready=False Hibernated")
                .noneMatch(c -> c.startsWith("Reconciling") || c.startsWith("Stalled")));
    assertThat(site.get(Deployment.class, "redis-ui").getSpec().getReplicas()).isZero();
    assertThat(site.get(StatefulSet.class, "redis-redis").getSpec().getReplicas()).isZero();

    site.patchSpec("redis", "{\"mode\": \"Running\"}");

    site.awaitReady("redis");
    assertThat(site.get(PersistentVolumeClaim.class, "data-redis-redis-0").getMetadata().getUid())
        .isEqualTo(claim);
    assertThat(site.secret("redis-keys")).isEqualTo(keys);
    Site.eventually(() -> assertThat(site.sessions("redis").active()).isEqualTo(1));
  }

  @Test
  void changeFromManagedToMemoryRemovesTheRedisAndNothingElse() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var keys = site.secret("redis-keys");

    site.patchSpec("redis", "{\"store\": {\"managed\": null, \"memory\": {}}}");

    Site.eventually(
        () ->
            assertThat(site.inventory())
                .containsExactlyInAnyOrder(
                    "ServiceAccount redis",
                    "Secret redis-keys",
                    "Secret redis-session",
                    "Service redis-ui",
                    "Deployment redis-ui",
                    "PodDisruptionBudget redis-ui",
                    "PersistentVolumeClaim data-redis-redis-0"));
    site.awaitExactly(
        "redis",
        "Ready=True Serving",
        "UIReady=True Serving",
        "StoreReady=True InProcess",
        "Exposed=True ClusterIP",
        "ConfigurationWarning=True StoreLeftBehind");
    assertThat(site.secret("redis-keys")).isEqualTo(keys);
  }

  @Test
  void oneReplicaNeedsNoDisruptionBudget() {
    site.applyExample("redis");
    site.awaitReady("redis");
    assertThat(site.inventory()).contains("PodDisruptionBudget redis-ui");

    site.patchSpec("redis", "{\"ui\": {\"replicas\": 1}}");

    Site.eventually(
        () -> assertThat(site.inventory()).doesNotContain("PodDisruptionBudget redis-ui"));
    site.awaitReady("redis");
  }
}
