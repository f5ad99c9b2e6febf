package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a user sees of a stack that is well (R10). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ReadyTest extends Flow {

  @Test
  void memoryStackServes() {
    site.applyExample("memory");

    site.awaitExactly(
        "memory",
        "Ready=True Serving",
        "UIReady=True Serving",
        "StoreReady=True InProcess",
        "Exposed=True ClusterIP");
    var status = site.status("memory");
    assertThat(status.url()).isEqualTo("http://memory-ui." + site.namespace() + ".svc/");
    assertThat(status.replicas()).isEqualTo(1);
    assertThat(status.readyReplicas()).isEqualTo(1);
    assertThat(status.secrets().session()).isEqualTo("memory-session");
    assertThat(status.secrets().store()).isNull();
    assertThat(status.store()).isNull();
    assertThat(status.sessions()).isNull();
  }

  @Test
  void redisStackServesFromItsRedis() {
    site.applyExample("redis");

    site.awaitExactly(
        "redis",
        "Ready=True Serving",
        "UIReady=True Serving",
        "StoreReady=True Serving",
        "StoreHealthy=True WithinBudget",
        "Exposed=True ClusterIP");
    var status = site.status("redis");
    assertThat(status.readyReplicas()).isEqualTo(2);
    assertThat(status.store().endpoint())
        .isEqualTo("redis-redis." + site.namespace() + ".svc:6379");
    assertThat(status.store().version()).startsWith("Redis ");
    assertThat(status.store().role()).isEqualTo("master");
    assertThat(status.secrets().store()).isEqualTo("redis-store");
  }

  @Test
  void statusCountsTheSessionsOfTheStore() {
    site.apply(MANAGED);
    site.awaitReady("shop");
    Site.eventually(() -> assertThat(site.sessions("shop").active()).isZero());

    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
      redis.session("2", "ada", Duration.ofMinutes(10), true);
      redis.session("3", "grace", Duration.ofMinutes(10), true);
      redis.session("4", "kay", Duration.ofMinutes(10), false);
      redis.session("5", "alan", Duration.ofMinutes(-10), true);
      redis.redis().set("session:6", "no record");
      redis.redis().lpush("session:7", "a list");
      redis.redis().set("other:8", "none of our business");
    }

    Site.eventually(
        () -> {
          var sessions = site.sessions("shop");
          assertThat(sessions.active()).isEqualTo(4);
          assertThat(sessions.expired()).isEqualTo(1);
          assertThat(sessions.malformed()).isEqualTo(2);
          assertThat(sessions.users()).isEqualTo(3);
          assertThat(sessions.withoutTtl()).isEqualTo(1);
          assertThat(sessions.approximate()).isNull();
        });
    site.awaitAmong("shop", "Ready=True Serving", "StoreHealthy=False KeysWithoutTTL");
  }

  @Test
  void memoryStackOfManyInstancesIsWarnedOfLostSessions() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1", replicas: 2}
          store: {memory: {}}
        """);

    site.awaitAmong("shop", "Ready=True Serving", "ConfigurationWarning=True AffinityNeeded");

    site.patchSpec("shop", "{\"loadBalancer\": {\"affinity\": {\"mode\": \"ClientIP\"}}}");
    Site.eventually(
        () ->
            assertThat(site.conditions("shop"))
                .contains("Ready=True Serving")
                .noneMatch(c -> c.startsWith("ConfigurationWarning")));
  }

  private static final String MANAGED =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1"}
        store:
          managed: {}
          health: {interval: 1s, censusInterval: 1s}
      """;

  /** What is switched off takes nothing with it that is not. */
  @Test
  void stackWithAServiceAccountOfTheUsersServes() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {managed: {}}
        """);
    site.awaitReady("shop");

    site.patchSpec("shop", "{\"podDefaults\": {\"serviceAccountName\": \"mine\"}}");

    Site.eventually(() -> assertThat(site.find(ServiceAccount.class, "shop")).isEmpty());
    site.awaitReady("shop");
    assertThat(
            site.get(Deployment.class, "shop-ui")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getServiceAccountName())
        .isEqualTo("mine");
  }
}
