package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a managed store is told while it runs, and what takes a restart. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class LiveSettingsTest extends Flow {

  private static final long MI = 1024 * 1024;

  @BeforeEach
  void start() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store:
            managed: {resources: {limits: {memory: 200Mi}}}
            health: {interval: 1s}
        """);
    site.awaitReady("shop");
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
  }

  @Test
  void settingsChangeWithoutARestartAndNothingIsLost() {
    var pod = uid();
    var template = template();
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);

      managed(
          "{\"maxMemoryPercent\": 50, \"evictionPolicy\": \"VolatileTTL\", \"maxClients\": 400}");

      Site.eventually(() -> assertSettings(redis, 100 * MI, "volatile-ttl", "400"));
      site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
      assertThat(redis.redis().exists("session:1")).isEqualTo(1);
    }
    awaitRest();
    assertThat(uid()).as("the same pod").isEqualTo(pod);
    assertThat(template()).isEqualTo(template);
  }

  /** It was looked at, since StoreHealthy says so, and nothing was set. */
  @Test
  void aNewServerHasItsSettingsFromItsConfiguration() {
    try (var redis = site.console("shop")) {
      assertSettings(redis, 150 * MI, "noeviction", "10000");
      assertThat(redis.calls("config|set")).isZero();
    }
  }

  @Test
  void aLargerLimitRollsOnceAndTheNewServerHasTheLargerMaxmemory() {
    var pod = uid();

    managed("{\"resources\": {\"limits\": {\"memory\": \"400Mi\"}}}");

    Site.eventually(() -> assertThat(uid()).isNotEqualTo(pod));
    site.awaitReady("shop");
    var rolled = uid();
    try (var redis = site.console("shop")) {
      assertSettings(redis, 300 * MI, "noeviction", "10000");
    }
    awaitRest();
    assertThat(uid()).as("once").isEqualTo(rolled);
  }

  @Test
  void aPausedStackKeepsItsSettingsUntilItRunsAgain() {
    site.patchSpec("shop", "{\"mode\": \"Paused\"}");
    managed("{\"maxClients\": 400}");
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
    awaitRest();
    try (var redis = site.console("shop")) {
      assertSettings(redis, 150 * MI, "noeviction", "10000");

      site.patchSpec("shop", "{\"mode\": \"Running\"}");

      Site.eventually(() -> assertSettings(redis, 150 * MI, "noeviction", "400"));
    }
  }

  private static void assertSettings(
      RedisConsole redis, long maxMemory, String policy, String maxClients) {
    assertThat(redis.redis().configGet("max*"))
        .containsAllEntriesOf(
            Map.of(
                "maxmemory", String.valueOf(maxMemory),
                "maxmemory-policy", policy,
                "maxclients", maxClients));
  }

  private void managed(String json) {
    site.patchSpec("shop", "{\"store\": {\"managed\": " + json + "}}");
  }

  private String uid() {
    return site.find(Pod.class, "shop-redis-0").map(pod -> pod.getMetadata().getUid()).orElse("");
  }

  private String template() {
    return site.get(StatefulSet.class, "shop-redis").getSpec().getTemplate().toString();
  }
}
