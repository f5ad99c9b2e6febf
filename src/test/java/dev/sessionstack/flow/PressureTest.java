package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.sandbox.RedisServer;
import io.lettuce.core.RedisCommandExecutionException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store under pressure says so before users feel it, and says when it is over. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class PressureTest extends Flow {

  private static final String HOST = "127.0.0.1";

  /** With its header, what the allocator has a size for. */
  private static final String MIB = "x".repeat(1_000_000);

  @TempDir Path folder;
  private RedisServer redis;
  private RedisConsole console;

  @BeforeEach
  void startRedis() throws IOException {
    redis =
        RedisServer.start(
            cluster.kubelet().binary(),
            HOST,
            freePort(),
            folder,
            "save 3600 100000",
            "maxmemory 32mb");
    console = RedisConsole.of(redis, "");
  }

  @AfterEach
  void stopRedis() {
    console.close();
    redis.kill();
  }

  @Test
  void memoryThatFillsUpIsSaidStepByStepAndOnce() {
    site.apply(stack("shop", ""));
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");

    fill("big", 27, MIB);
    site.awaitAmong("shop", "StoreHealthy=False MemoryPressure", "Ready=True Serving");

    fill("small", 1000, "x".repeat(10_000)); // the server refuses the last of them
    site.awaitAmong("shop", "StoreHealthy=False WritesRefused", "Ready=True Serving");
    assertThat(site.status("shop").store().troubles())
        .startsWith("WritesRefused")
        .contains("MemoryPressure");

    console.redis().flushall();
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
    assertThat(site.status("shop").store().troubles()).isEmpty();
    assertThat(site.events("shop"))
        .containsEntry("MemoryPressure", 1L)
        .containsEntry("WritesRefused", 1L)
        .containsEntry("WithinBudget", 2L);
  }

  @Test
  void evictionsAreSaidForTheWindow() {
    console.redis().configSet("maxmemory-policy", "allkeys-lru");
    fill("before", 60, MIB);
    console.redis().flushall();
    site.apply(stack("shop", ""));
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
    assertThat(site.status("shop").store().evictedKeys()).isPositive();

    fill("now", 60, MIB);
    site.awaitAmong("shop", "StoreHealthy=False KeysEvicted");
    assertThat(site.condition("shop", "StoreHealthy").getMessage())
        .contains("within 3s", "also MemoryPressure: ");

    console.redis().flushall();
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
  }

  @Test
  void aBrokersTasksMustNotBeEvicted() {
    console.redis().configSet("maxmemory-policy", "allkeys-lru");
    site.apply(stack("shop", "workers: [{name: main, command: [celery]}]"));
    site.awaitAmong("shop", "StoreHealthy=False EvictionPolicyUnsafe");

    console.redis().configSet("maxmemory-policy", "volatile-lru");
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
  }

  /** Redis refuses writes and PING then; that is not the same as nobody being there. */
  @Test
  void aDiskThatCannotBeWrittenMakesTheStoreNotReady() throws IOException {
    site.apply(stack("shop", ""));
    site.awaitReady("shop");

    var inTheWay = folder.resolve("dump.rdb/full"); // what even root cannot replace with a file
    Files.createDirectories(inTheWay);
    console.redis().bgsave();
    site.awaitAmong(
        "shop",
        "StoreHealthy=False PersistenceFailing",
        "StoreReady=False PersistenceFailing",
        "Ready=False PersistenceFailing",
        "UIReady=True Serving");

    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    console.redis().bgsave();
    site.awaitReady("shop");
    site.awaitAmong("shop", "StoreHealthy=True WithinBudget");
  }

  private void fill(String name, int times, String value) {
    try {
      for (var i = 0; i < times; i++) {
        console.redis().set(name + ":" + i, value);
      }
    } catch (RedisCommandExecutionException e) {
      assertThat(e).hasMessageStartingWith("OOM");
    }
  }

  private String stack(String name, String more) {
    return """
    apiVersion: sessionstack.dev/v1alpha1
    kind: SessionStack
    metadata: {name: %s}
    spec:
      ui: {image: "app:1"}
      store:
        external: {host: %s, port: %d}
        health: {interval: 1s, window: 3s}
      %s
    """
        .formatted(name, HOST, redis.port(), more);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
