package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.sandbox.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that somebody else keeps, and what can be wrong with it. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ExternalStoreTest extends Flow {

  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;
  private int port;
  private RedisServer redis;

  @BeforeEach
  void startRedis() throws IOException {
    port = freePort();
    redis = start();
    site.applySecret("credentials", Map.of("password", "right"));
    site.apply(stack("shop", port));
  }

  @AfterEach
  void stopRedis() {
    redis.resume();
    redis.close();
  }

  @Test
  void servesAndIsNotOurs() {
    site.awaitExactly(
        "shop",
        "Ready=True Serving",
        "UIReady=True Serving",
        "StoreReady=True Serving",
        "StoreHealthy=True WithinBudget",
        "Exposed=True ClusterIP");
    assertThat(site.inventory())
        .containsExactlyInAnyOrder(
            "ServiceAccount shop",
            "Secret shop-keys",
            "Secret shop-session",
            "Secret shop-store",
            "Service shop-ui",
            "Deployment shop-ui");
    try (var console = RedisConsole.of(redis, "right")) {
      assertThat(console.commands()).as("its settings are not ours").doesNotContain("config");
    }
  }

  @Test
  void wrongPasswordIsSaidAndItsCorrectionIsSeen() {
    site.awaitReady("shop");

    site.applySecret("credentials", Map.of("password", "wrong"));

    site.awaitAmong(
        "shop", "Ready=False AuthenticationFailed", "StoreReady=False AuthenticationFailed");
    assertThat(site.condition("shop", "StoreReady").getMessage())
        .contains("spec.store.external.credentialsSecretRef")
        .doesNotContain("wrong");

    site.applySecret("credentials", Map.of("password", "right"));

    site.awaitReady("shop");
  }

  @Test
  void deadServerIsUnreachableUntilItIsBack() {
    site.awaitReady("shop");

    redis.kill();

    site.awaitAmong(
        "shop",
        "Ready=False Unreachable",
        "StoreReady=False Unreachable",
        "StoreHealthy=Unknown ProbeFailed",
        "UIReady=True Serving");
    assertThat(site.condition("shop", "StoreReady").getMessage())
        .contains("spec.store.external", HOST + ":" + port, "refuses");

    redis = start();

    site.awaitReady("shop");
  }

  @Test
  void hangingServerIsUnreachableUntilItAnswersAgain() {
    site.awaitReady("shop");

    redis.pause();

    site.awaitAmong("shop", "StoreReady=False Unreachable", "UIReady=True Serving");

    redis.resume();

    site.awaitReady("shop");
  }

  @Test
  void fullMemoryIsPressureButStillReady() {
    site.awaitReady("shop");
    try (var console = RedisConsole.of(redis, "right")) {
      console.redis().set("other:big", "x".repeat(8_000_000));
      console.redis().configSet("maxmemory", "11000000");
      site.awaitAmong(
          "shop",
          "Ready=True Serving",
          "StoreReady=True Serving",
          "StoreHealthy=False MemoryPressure");
      assertThat(site.condition("shop", "StoreHealthy").getMessage()).contains("80%");

      console.redis().configSet("maxmemory", "100000000");

      site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
    }
  }

  private RedisServer start() {
    return RedisServer.start(
        cluster.kubelet().binary(), HOST, port, folder, "requirepass right", "save \"\"");
  }

  private static String stack(String name, int port) {
    return """
    apiVersion: sessionstack.dev/v1alpha1
    kind: SessionStack
    metadata: {name: %s}
    spec:
      ui: {image: "app:1"}
      store:
        external: {host: %s, port: %d, credentialsSecretRef: {name: credentials}}
        health: {interval: 1s}
    """
        .formatted(name, HOST, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
