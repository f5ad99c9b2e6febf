package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe against a real redis-server. */
class StoreWatchTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final String PASSWORD = "s3cret";

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final StoreWatch watch = new StoreWatch(clients);
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void start() throws IOException {
    server =
        RedisServer.start(
            RedisBinary.find(), "127.0.0.1", Broker.freePort(), folder, "requirepass " + PASSWORD);
    client =
        RedisClient.create(
            RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withPassword(PASSWORD.toCharArray())
                .build());
    redis = client.connect().sync();
  }

  @AfterEach
  void stop() {
    watch.close();
    clients.close();
    client.shutdown();
    server.close();
  }

  @Test
  void a_store_that_serves_tells_who_it_is() {
    watch.watch(ID, target(PASSWORD, server.port()));
    var info = serving().info().orElseThrow();
    assertThat(info.version()).startsWith("Redis ");
    assertThat(info.replication().role()).isEqualTo("master");
    assertThat(info.memory().usedPercent()).as("no maxmemory is set").isEmpty();
  }

  @Test
  void a_wrong_password_is_told_from_a_missing_one() {
    watch.watch(ID, target("wrong", server.port()));
    assertThat(failing(Reason.AuthenticationFailed).message()).contains("refuses");
    watch.watch(ID, target(null, server.port()));
    await()
        .untilAsserted(
            () ->
                assertThat(failing(Reason.AuthenticationFailed).message())
                    .contains("was given none"));
  }

  @Test
  void nobody_listens() throws IOException {
    watch.watch(ID, target(PASSWORD, Broker.freePort()));
    assertThat(failing(Reason.Unreachable).message()).contains("refuses connections");
  }

  @Test
  void a_name_that_does_not_resolve() {
    watch.watch(
        ID,
        new StoreTarget(
            new StoreConnection(
                "nowhere.invalid", 6379, 0, Optional.empty(), Optional.empty(), Optional.empty()),
            Duration.ofSeconds(30),
            WINDOW,
            ""));
    assertThat(failing(Reason.Unreachable).message()).contains("does not resolve");
  }

  @Test
  void tls_is_asked_of_a_server_that_has_none() {
    watch.watch(
        ID,
        new StoreTarget(
            new StoreConnection(
                server.host(),
                server.port(),
                0,
                Optional.empty(),
                Optional.of(new Sensitive(PASSWORD)),
                Optional.of(new StoreConnection.Trust(Optional.empty(), Optional.empty()))),
            Duration.ofSeconds(30),
            WINDOW,
            ""));
    assertThat(failing(Reason.Unreachable).message()).contains("does not speak TLS");
  }

  /** A stopped process accepts connections, by its kernel, and never answers. */
  @Test
  void a_server_that_hangs_does_not_hold_up_another() {
    server.pause();
    try {
      var other = new StackId("default", "other");
      watch.watch(ID, target(PASSWORD, server.port()));
      watch.watch(other, target("x", server.port() == 1 ? 2 : 1));
      await().until(() -> watch.report(other).isPresent());
      assertThat(failing(Reason.Unreachable).message()).contains("does not answer in time");
    } finally {
      server.resume();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> watch.report(ID).orElseThrow() instanceof Serving);
  }

  /** What answers at the address of a user's choice may never stop. */
  @Test
  void an_answer_without_an_end_is_cut_off() throws Exception {
    var sent = new AtomicLong();
    try (var hostile = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var flood =
          new Thread(
              () -> {
                var piece = new byte[1 << 16];
                while (!hostile.isClosed()) {
                  try (var socket = hostile.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("$400000000\r\n".getBytes());
                    while (true) {
                      socket.getOutputStream().write(piece);
                      sent.addAndGet(piece.length);
                    }
                  } catch (IOException e) {
                    // cut off, as it should be
                  }
                }
              });
      flood.start();
      watch.watch(ID, target(PASSWORD, hostile.getLocalPort()));
      assertThat(failing(Reason.Unreachable).message()).contains("more than a Redis would");
      watch.forget(ID);
      assertThat(sent.get()).isLessThan(200L << 20);
    }
  }

  @Test
  void news_are_told_once() {
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    watch.watch(
        ID,
        new StoreTarget(connection(PASSWORD, server.port()), Duration.ofMillis(50), WINDOW, ""));
    await().until(() -> serving().trend().settled());
    news.set(0);
    assertThat(serving().info().orElseThrow().memory().usedPercent()).isEmpty();
    redis.configSet("maxmemory", "1gb");
    await().until(() -> serving().info().orElseThrow().memory().usedPercent().isPresent());
    assertThat(news).hasValue(1);
  }

  @Test
  void a_forgotten_store_is_asked_no_more() {
    watch.watch(ID, target(PASSWORD, server.port()));
    serving();
    watch.forget(ID);
    assertThat(watch.report(ID)).isEmpty();
  }

  private Serving serving() {
    return (Serving)
        await().until(() -> watch.report(ID), r -> r.orElse(null) instanceof Serving).orElseThrow();
  }

  private Failing failing(Reason reason) {
    return (Failing)
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> watch.report(ID),
                r -> r.orElse(null) instanceof Failing failing && failing.reason() == reason)
            .orElseThrow();
  }

  private StoreTarget target(String password, int port) {
    return new StoreTarget(connection(password, port), Duration.ofSeconds(30), WINDOW, "");
  }

  private StoreConnection connection(String password, int port) {
    return new StoreConnection(
        server.host(),
        port,
        0,
        Optional.empty(),
        Optional.ofNullable(password).map(Sensitive::new),
        Optional.empty());
  }
}
