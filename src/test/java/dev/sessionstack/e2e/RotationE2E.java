package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A user reads a session twice a second while the password of the store and the keys that cookies
 * are signed with become others.
 */
@OnCluster
@EnabledIfSystemProperty(
    named = "cluster.long",
    matches = ".*",
    disabledReason = "ROTATION SKIPPED: it takes a quarter of an hour; -Dcluster.long asks for it")
class RotationE2E {

  /** Each of two steps waits five minutes for the files of pods, and rollouts come on top. */
  private static final Duration PATIENCE = Duration.ofMinutes(25);

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("rotation");
    cluster.apply("redis");
    cluster.awaitReady("redis");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void R9_nobody_who_is_logged_in_notices_and_the_store_runs_on() throws Exception {
    var keys = secret("redis-keys");
    var store = cluster.pods("redis", "redis").get(0);
    var url = "http://redis-ui." + cluster.namespace + ".svc";
    var watcher = new Watcher(new Workbench(cluster), url, "redis.example.com", "ada");

    cluster.patch(
        "redis",
        "{\"spec\": {\"session\": {\"rotation\": \"next\", \"rotationOverlap\": \"1m\"},"
            + " \"store\": {\"managed\": {\"auth\": {\"rotation\": \"next\"}}}}}");
    await().atMost(PATIENCE).until(() -> isDone("next"));
    cluster.awaitReady("redis");

    var after = secret("redis-keys");
    for (var key : new String[] {"JWT_SECRET", "SECRET_KEY", "CSRF_SECRET", "password"}) {
      assertThat(after.get(key).equals(keys.get(key))).as("%s is the same", key).isFalse();
    }
    var runs = cluster.pods("redis", "redis").get(0);
    assertThat(runs.getMetadata().getUid()).isEqualTo(store.getMetadata().getUid());
    assertThat(runs.getStatus().getContainerStatuses().get(0).getRestartCount()).isZero();
    assertThat(exec("password")).as("as people connect").isEqualTo("PONG");
    assertThat(env("REDISCLI_AUTH")).as("the old password").contains("NOAUTH");
    var figures = figuresAtRest(watcher);
    System.out.println("rotation: " + figures);
    assertThat(figures.get("lost").asInt()).as("lost sessions").isZero();
    assertThat(figures.get("reads").asInt()).isGreaterThan(100);
  }

  private static boolean isDone(String name) {
    var secrets = Optional.ofNullable(cluster.stack("redis").get().getStatus().secrets());
    return secrets
        .filter(s -> s.sessionRotation() != null && s.storeRotation() != null)
        .filter(s -> name.equals(s.sessionRotation().name()))
        .filter(s -> name.equals(s.storeRotation().name()))
        .filter(s -> "Done".equals(s.sessionRotation().step()))
        .filter(s -> "Done".equals(s.storeRotation().step()))
        .isPresent();
  }

  /** With the password of the file, which follows the Secret. */
  private static String exec(String file) throws Exception {
    return cluster.exec(
        "redis-redis-0",
        "sh",
        "-c",
        "REDISCLI_AUTH=\"$(cat /etc/redis-auth/" + file + ")\" redis-cli ping");
  }

  /** With the password that the pod began with. */
  private static String env(String variable) throws Exception {
    return cluster.exec(
        "redis-redis-0", "sh", "-c", "test -n \"$" + variable + "\" && redis-cli ping 2>&1");
  }

  private static JsonNode figuresAtRest(Watcher watcher) throws Exception {
    var before = watcher.figures().get("reads").asInt();
    return await()
        .atMost(RealCluster.PATIENCE)
        .until(watcher::figures, now -> now.get("reads").asInt() > before + 4);
  }

  private static Map<String, String> secret(String name) {
    var data =
        cluster.client.secrets().inNamespace(cluster.namespace).withName(name).require().getData();
    var texts = new HashMap<String, String>();
    data.forEach((key, value) -> texts.put(key, new String(Base64.getDecoder().decode(value))));
    return texts;
  }
}
