package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R16: how sessions are saved changes while the server runs, and none is lost. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class PersistenceChangeTest extends Flow {

  @ParameterizedTest
  @CsvSource({"RDB, AOF", "AOF, RDB", "None, AOF", "None, RDB"})
  void r16_persistenceChangesWithoutARestartAndTheNextRestartFindsAllSessions(
      String before, String after) {
    site.apply(stack(before));
    site.awaitReady("shop");
    login("1");
    var pod = uid();

    site.patchSpec("shop", "{\"store\": {\"managed\": {\"persistence\": \"" + after + "\"}}}");

    Site.eventually(() -> assertThat(config()).contains(line(after)).doesNotContain(line(before)));
    Site.eventually(() -> assertThat(note()).isEqualTo(after));
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
    awaitRest();
    assertThat(uid()).as("the same pod").isEqualTo(pod);
    login("2");

    site.delete(site.get(Pod.class, "shop-redis-0"));

    Site.eventually(() -> assertThat(uid()).isNotEqualTo(pod));
    site.awaitReady("shop");
    assertLoggedIn("1", "2");
  }

  /** What the pod's configuration says meanwhile, is what the restart goes by. */
  @Test
  void r21_restartBeforeAllIsSavedInTheNewWayFindsAllSessions() {
    site.apply(stack("RDB"));
    site.awaitReady("shop");
    login("1");
    try (var redis = site.console("shop")) {
      redis.redis().save();
    }
    var pod = uid();
    var server = cluster.kubelet().server(site.namespace(), "shop").orElseThrow();
    server.pause();

    site.patchSpec("shop", "{\"store\": {\"managed\": {\"persistence\": \"AOF\"}}}");

    Site.eventually(() -> assertThat(site.conditions("shop")).isNotEmpty());
    awaitRest();
    assertThat(config()).contains(line("RDB")).doesNotContain(line("AOF"));
    server.kill();
    site.delete(site.get(Pod.class, "shop-redis-0"));

    Site.eventually(() -> assertThat(uid()).isNotEqualTo(pod));
    site.awaitReady("shop");
    assertLoggedIn("1");
    Site.eventually(() -> assertThat(config()).contains(line("AOF")));
  }

  /** The next stack of the name reads a volume as it was written, whatever its own default is. */
  @Test
  void r5_stackThatSavesInAnotherWayThanTheOneBeforeItFindsItsSessions() {
    site.apply(stack("RDB"));
    site.awaitReady("shop");
    login("1");
    Site.eventually(() -> assertThat(note()).isEqualTo("RDB"));
    site.deleteStack("shop");
    Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
    Site.eventually(() -> assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty());
    Site.eventually(() -> assertThat(site.find(ConfigMap.class, "shop-redis-config")).isEmpty());

    site.apply(stack("AOF"));

    site.awaitReady("shop");
    assertLoggedIn("1");
    Site.eventually(() -> assertThat(config()).contains(line("AOF")));
    Site.eventually(() -> assertThat(note()).isEqualTo("AOF"));
  }

  private void login(String id) {
    try (var redis = site.console("shop")) {
      redis.session(id, "ada", Duration.ofMinutes(10), true);
    }
  }

  private void assertLoggedIn(String... ids) {
    try (var redis = site.console("shop")) {
      for (var id : ids) {
        assertThat(redis.redis().exists("session:" + id)).as("session %s", id).isEqualTo(1);
      }
    }
  }

  private String config() {
    return site.get(ConfigMap.class, "shop-redis-config").getData().get("redis.conf");
  }

  /** What of redis.conf tells one way from the others. */
  private static String line(String persistence) {
    return switch (persistence) {
      case "AOF" -> "appendonly yes";
      case "RDB" -> "save 3600 1";
      default -> "save \"\"\nappendonly no";
    };
  }

  private String note() {
    var claim = site.get(PersistentVolumeClaim.class, "data-shop-redis-0");
    return claim.getMetadata().getAnnotations().getOrDefault("sessionstack.dev/persistence", "");
  }

  private String uid() {
    return site.find(Pod.class, "shop-redis-0").map(pod -> pod.getMetadata().getUid()).orElse("");
  }

  private static String stack(String persistence) {
    return """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store:
            managed: {persistence: %s, storage: {size: 1Gi}}
            health: {interval: 1s}
        """
        .formatted(persistence);
  }
}
