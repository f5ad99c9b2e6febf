package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Keys and passwords change, with a real server, and nobody who is logged in notices. */
@QuarkusTest
@TestProfile(RotationTest.Brisk.class)
@WithTestResource(FakeCluster.class)
class RotationTest extends Flow {

  /** No kubelet of a test is late with its files. */
  public static final class Brisk implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sessionstack.rotation.file-lag", "1s");
    }
  }

  private static final String STACK =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1", replicas: 2}
        session: {rotationOverlap: 2s}
        store: {managed: {%s}, health: {interval: 1s}}
      """;

  /** R9: a visitor who reads a session all the while, with whatever password the Secret has. */
  @Test
  void r9_aRotationLosesNoSessionAndRestartsNoServer() throws InterruptedException {
    site.apply(STACK.formatted(""));
    site.awaitReady("shop");
    var server = server();
    var before = site.secret("shop-keys");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
    var over = new AtomicBoolean();
    var lost = new ArrayList<String>();
    var reads = new AtomicInteger();
    var visitor =
        new Thread(
            () -> {
              while (!over.get()) {
                try (var redis = site.console("shop")) {
                  reads.incrementAndGet();
                  if (redis.redis().exists("session:1") != 1) {
                    lost.add("no session");
                  }
                } catch (RuntimeException e) {
                  lost.add(String.valueOf(e.getCause()));
                }
              }
            });
    visitor.start();

    site.patchSpec(
        "shop",
        "{\"session\": {\"rotation\": \"2026-12\"},"
            + " \"store\": {\"managed\": {\"auth\": {\"rotation\": \"2026-12\"}}}}");

    Site.eventually(
        () -> {
          var secrets = site.status("shop").secrets();
          var done = new SessionStackStatus.Rotation("2026-12", "Done", null, null);
          assertThat(secrets.sessionRotation()).isEqualTo(done);
          assertThat(secrets.storeRotation()).isEqualTo(done);
        });
    site.awaitReady("shop");
    Site.eventually(
        () ->
            assertThat(site.names(Secret.class))
                .containsExactlyInAnyOrder("shop-keys", "shop-session", "shop-store"));
    over.set(true);
    visitor.join();
    assertThat(lost).isEmpty();
    assertThat(reads.get()).isGreaterThan(10);
    assertThat(server()).as("the same server").isEqualTo(server);
    var after = site.secret("shop-keys");
    for (var key : List.of("JWT_SECRET", "SECRET_KEY", "CSRF_SECRET", "password")) {
      assertThat(after.get(key)).as(key).isNotEqualTo(before.get(key));
    }
    assertThat(after.get("hash-key")).isEqualTo(before.get("hash-key"));
    assertThat(site.secret("shop-session")).doesNotContainKey("JWT_SECRET_FALLBACKS");
    assertThat(site.events("shop"))
        .containsKeys("RotationAnnounced", "RotationSwitched", "RotationRetired");
    assertThat(passwordsOfServer()).as("the old one is refused").isEqualTo(1);

    awaitRest();
    var mark = cluster.mark();
    site.touch(site.get(Deployment.class, "shop-ui"), "yes");
    awaitRest();
    assertThat(site.operatorWrites(mark)).as("R2").isEmpty();
  }

  /** R9: a password of the user's goes the same way. */
  @Test
  void r9_aPasswordOfTheUsersThatChangesRestartsNoServer() {
    site.applySecret("mine", Map.of("password", "first"));
    site.apply(STACK.formatted("auth: {passwordSecretRef: {name: mine}}"));
    site.awaitReady("shop");
    var server = server();

    site.applySecret("mine", Map.of("password", "second"));

    Site.eventually(() -> assertThat(password()).isEqualTo("second"));
    Site.eventually(() -> assertThat(site.status("shop").secrets().storeRotation()).isNull());
    site.awaitReady("shop");
    assertThat(server()).isEqualTo(server);
    assertThat(passwordsOfServer()).isEqualTo(1);
  }

  /** A backup of the second step that is restored makes its fields somebody else's as well. */
  @Test
  void r9_whatABackupBringsBackIsDroppedAgain() {
    site.apply(STACK.formatted(""));
    site.awaitReady("shop");
    var keys = site.secret("shop-keys");

    site.applySecret("shop-store", Map.of("other-password", "restored"));
    site.applySecret(
        "shop-session",
        Map.of(
            "JWT_SECRET_FALLBACKS", "restored",
            "SECRET_KEY_FALLBACKS", "restored",
            "CSRF_SECRET_FALLBACKS", "restored"));

    Site.eventually(
        () -> {
          assertThat(site.secret("shop-store")).doesNotContainKey("other-password");
          assertThat(site.secret("shop-session")).doesNotContainKey("JWT_SECRET_FALLBACKS");
        });
    site.awaitReady("shop");
    awaitRest();
    assertThat(site.secret("shop-keys")).isEqualTo(keys);
    assertThat(site.secret("shop-session")).doesNotContainKey("JWT_SECRET_FALLBACKS");
    assertThat(site.names(Secret.class))
        .containsExactlyInAnyOrder("shop-keys", "shop-session", "shop-store");
  }

  /** The second way out of SecretLost: the old password is known to nobody. */
  @Test
  void aServerWhosePasswordIsLostIsReplacedForOneOfTheUsers() {
    site.apply(STACK.formatted("storage: {size: 1Gi}"));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
    site.patchSpec("shop", "{\"mode\": \"Paused\"}");
    site.awaitReady("shop");
    for (var name : new String[] {"shop-keys", "shop-session", "shop-store"}) {
      site.delete(site.get(Secret.class, name));
    }
    site.patchSpec("shop", "{\"mode\": \"Running\"}");
    site.awaitAmong("shop", "Stalled=True SecretLost");
    var server = server();

    site.applySecret(
        "mine",
        Map.of(
            "password", "own",
            "JWT_SECRET", "x".repeat(32),
            "SECRET_KEY", "secret-key",
            "CSRF_SECRET", "csrf-secret"));
    site.patchSpec(
        "shop",
        "{\"session\": {\"secretRef\": {\"name\": \"mine\"}},"
            + " \"store\": {\"managed\": {\"auth\": {\"passwordSecretRef\": {\"name\": \"mine\"}}}}}");

    Site.eventually(() -> assertThat(server()).isNotEqualTo(server));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      assertThat(redis.redis().exists("session:1")).isEqualTo(1);
    }
  }

  private String server() {
    return site.get(Pod.class, "shop-redis-0").getMetadata().getUid();
  }

  private String password() {
    var password = Base64.getDecoder().decode(site.secret("shop-store").get("password"));
    return new String(password, StandardCharsets.UTF_8);
  }

  /** How many the live server accepts, as it says itself. */
  private long passwordsOfServer() {
    try (var redis = site.console("shop")) {
      return redis.redis().aclList().get(0).chars().filter(c -> c == '#').count();
    }
  }
}
