package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probe tells of a real redis-server that is in trouble. */
class StorePressureTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final Duration WINDOW = Duration.ofSeconds(2);

  /** With its header, what the allocator has a size for. */
  private static final String MIB = "x".repeat(1_000_000);

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final StoreWatch watch = new StoreWatch(clients);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    watch.close();
    clients.close();
    for (var i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void memory_that_fills_up_until_writes_are_refused() {
    var server = server("main", "maxmemory 32mb", "maxmemory-policy noeviction");
    var redis = console(server);
    watch(server);
    assertThat(info().memory().full()).isFalse();
    for (var i = 0; i < 27; i++) {
      redis.set("other:" + i, MIB);
    }
    awaitInfo(info -> info.memory().usedPercent().orElse(0) >= 80);
    assertThat(info().memory().full()).isFalse();
    assertThat(trend().refusedWrites()).isZero();

    assertThatThrownBy(
            () -> {
              for (var i = 27; i < 50; i++) {
                redis.set("other:" + i, MIB);
              }
            })
        .hasMessageContaining("OOM");
    awaitTrend(trend -> trend.refusedWrites() > 0);
    redis.configSet("maxmemory", "24mb");
    awaitInfo(info -> info.memory().full());
    assertThat(info().memory().refusesWhenFull()).isTrue();

    redis.flushall();
    awaitInfo(info -> !info.memory().full() && info.memory().usedPercent().orElse(100) < 75);
    awaitTrend(trend -> trend.whole() && trend.refusedWrites() == 0);
  }

  @Test
  void evictions_count_while_they_are_recent() {
    var server = server("main", "maxmemory 16mb", "maxmemory-policy allkeys-lru");
    var redis = console(server);
    fill(redis, 30); // long ago
    watch(server);
    assertThat(info().evictedKeys()).isPositive();
    assertThat(trend().evictedKeys()).as("before we looked").isZero();
    assertThat(info().memory().evictsAnything()).isTrue();
    fill(redis, 60);
    awaitTrend(trend -> trend.evictedKeys() > 0);
    awaitTrend(trend -> trend.whole() && trend.evictedKeys() == 0);
  }

  @Test
  void clients_up_to_the_limit_and_beyond() {
    var server = server("main", "maxclients 10");
    var redis = console(server);
    watch(server);
    assertThat(info().clientsPercent().orElseThrow()).isLessThan(50);
    var others = new ArrayList<RedisClient>();
    while (others.size() < 8) { // and one for us
      others.add(connected(server));
    }
    awaitInfo(info -> info.clientsPercent().orElse(0) >= 90);
    var last = connected(server);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> watch.report(ID).orElseThrow(),
            report ->
                report instanceof Failing failing
                    && failing.reason() == Reason.ConnectionsRejected);
    others.add(last);
    others.forEach(RedisClient::shutdown);
    await().atMost(Duration.ofSeconds(30)).until(() -> report() instanceof Serving);
    assertThat(redis.ping()).isEqualTo("PONG");
    awaitTrend(trend -> trend.rejectedConnections() > 0);
    awaitTrend(trend -> trend.whole() && trend.rejectedConnections() == 0);
  }

  @Test
  void a_replica_without_its_primary() {
    var primary = server("primary");
    var replica =
        server("replica", "replicaof 127.0.0.1 " + primary.port(), "repl-ping-replica-period 1");
    console(primary).set("a", "1");
    await().until(() -> "1".equals(console(replica).get("a")));
    watch(replica);
    var replication = info().replication();
    assertThat(replication).isEqualTo(new ReplicationInfo("replica", true, false, 0));

    primary.kill();
    awaitInfo(info -> info.replication().linkDown());
    awaitInfo(info -> info.replication().lagSeconds() >= 5);
  }

  @Test
  void a_primary_that_loses_its_replica() {
    var primary = server("primary");
    var replica = server("replica", "replicaof 127.0.0.1 " + primary.port());
    await().until(() -> console(primary).info("replication").contains("state=online"));
    watch(primary);
    assertThat(info().replication().role()).isEqualTo("master");
    assertThat(trend().replicaLost()).isFalse();
    replica.kill();
    awaitTrend(StoreTrend::replicaLost);
    awaitTrend(trend -> trend.whole() && !trend.replicaLost());
  }

  /** A folder of that name is what even root cannot replace with a file. */
  @Test
  void a_snapshot_that_cannot_be_written() throws IOException {
    var server = server("main", "save 3600 1000");
    var redis = console(server);
    redis.set("a", "1");
    watch(server);
    assertThat(info().persistence().failing()).isFalse();
    var inTheWay = folder.resolve("main/dump.rdb/full");
    Files.createDirectories(inTheWay);
    redis.bgsave();
    awaitInfo(info -> info.persistence().snapshotFailed());
    assertThat(serving().refusesWrites()).isTrue();
    assertThatThrownBy(() -> redis.set("a", "2"))
        .isInstanceOf(RedisException.class)
        .hasMessageContaining("MISCONF");

    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    redis.bgsave();
    awaitInfo(info -> !info.persistence().failing());
    assertThat(serving().refusesWrites()).isFalse();
    assertThat(redis.set("a", "2")).isEqualTo("OK");
  }

  @Test
  void a_server_that_answers_slowly() throws Exception {
    try (var slow = new SlowProxy(server("main"), Duration.ofMillis(600))) {
      watch(slow.port());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> watch.report(ID).isPresent() && trend().settled());
      assertThat(trend().latencyMillis()).isBetween(600, 2900);
    }
  }

  private void fill(RedisCommands<String, String> redis, int mebibytes) {
    for (var i = 0; i < mebibytes; i++) {
      redis.set("other:" + i, MIB);
    }
  }

  private RedisServer server(String name, String... lines) {
    var server =
        RedisServer.start(
            RedisBinary.find(), "127.0.0.1", Broker.freePort(), folder.resolve(name), lines);
    open.add(server);
    return server;
  }

  private RedisCommands<String, String> console(RedisServer server) {
    var client = client(server);
    open.add(client::shutdown);
    return client.connect().sync();
  }

  private static RedisClient connected(RedisServer server) {
    var client = client(server);
    client.connect();
    return client;
  }

  private static RedisClient client(RedisServer server) {
    return RedisClient.create(RedisURI.create(server.host(), server.port()));
  }

  private void watch(RedisServer server) {
    watch(server.port());
  }

  private void watch(int port) {
    watch.watch(
        ID,
        new StoreTarget(
            SessionServer.connection(port, Optional.empty(), Optional.empty()),
            Duration.ofMillis(100),
            WINDOW,
            ""));
  }

  private StoreReport report() {
    return watch.report(ID).orElseThrow();
  }

  private Serving serving() {
    return (Serving)
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> watch.report(ID), r -> r.orElse(null) instanceof Serving)
            .orElseThrow();
  }

  private StoreInfo info() {
    return serving().info().orElseThrow();
  }

  private StoreTrend trend() {
    return serving().trend();
  }

  private void awaitInfo(Predicate<StoreInfo> predicate) {
    await().atMost(Duration.ofSeconds(30)).until(this::info, predicate::test);
  }

  private void awaitTrend(Predicate<StoreTrend> predicate) {
    await().atMost(Duration.ofSeconds(30)).until(this::trend, predicate::test);
  }
}
