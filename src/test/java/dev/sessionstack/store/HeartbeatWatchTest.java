package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.store.HeartbeatReport.Deaf;
import dev.sessionstack.store.HeartbeatReport.Heard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose heartbeats are heard; those of a Celery 5.7.0, published on a real Redis. */
class HeartbeatWatchTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String CHANNEL = "/1.celeryev/worker.heartbeat";
  private static final String SAMPLE = sample();

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final HeartbeatWatch watch =
      new HeartbeatWatch(clients, Clock.systemUTC(), Duration.ofMillis(300), Duration.ofMillis(50));
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
  private Broker broker;

  @BeforeEach
  void start() {
    broker = new Broker(folder, Broker.freePort());
  }

  @AfterEach
  void stop() {
    heart.shutdownNow();
    watch.close();
    clients.close();
    broker.close();
  }

  @Test
  void workers_that_send_heartbeats_are_alive_and_that_is_news_once() {
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    beats(CHANNEL, "a@shop-worker-a-1", "celery@shop-worker-b-2");
    beats("/0.celeryev/worker.heartbeat", "a@of-another-database");
    watch.watch(ID, new HeartbeatTarget(broker.connection()));
    await()
        .until(
            () -> watch.report(ID),
            Optional.of(new Heard(Set.of("shop-worker-a-1", "shop-worker-b-2"), Set.of()))::equals);
    var changes = broker.changes();
    var times = broker.calls("subscribe");
    var told = news.get();
    await().until(() -> broker.calls("subscribe") > times + 2);
    assertThat(news).hasValue(told);
    assertThat(broker.changes()).isEqualTo(changes);
  }

  @Test
  void nobody_is_heard_where_nobody_speaks() {
    watch.watch(ID, new HeartbeatTarget(broker.connection()));
    await().until(() -> watch.report(ID), Optional.of(new Heard(Set.of(), Set.of()))::equals);
  }

  @Test
  void who_may_not_subscribe_is_deaf() {
    broker.redis().aclSetuser("app", StoreConsole.everything(Broker.PASSWORD).resetChannels());
    var app = Broker.connection(broker.server().port(), Optional.of("app"), Broker.PASSWORD);
    watch.watch(ID, new HeartbeatTarget(app));
    await().until(() -> watch.report(ID), Optional.of(new Deaf())::equals);
  }

  @Test
  void a_broker_that_hangs_says_nothing_of_its_workers() {
    beats(CHANNEL, "a@a-1");
    var listener =
        new HeartbeatListener(
            clients,
            Clock.systemUTC(),
            Duration.ofMillis(300),
            new HeartbeatTarget(broker.connection()));
    assertThat(listener.ask().join()).isEqualTo(new Heard(Set.of("a-1"), Set.of()));
    broker.server().pause();
    try {
      assertThat(listener.ask().join()).isEqualTo(new Deaf());
    } finally {
      broker.server().resume();
    }
  }

  @Test
  void no_connection_stays() {
    var listener =
        new HeartbeatListener(
            clients,
            Clock.systemUTC(),
            Duration.ofMillis(100),
            new HeartbeatTarget(broker.connection()));
    for (var i = 0; i < 5; i++) {
      listener.ask().join();
    }
    await().until(() -> broker.redis().clientList().lines().count() == 1);
  }

  @Test
  void who_is_not_heard_of_for_a_while_is_silent_and_later_forgotten() {
    var memory = HeartbeatMemory.NONE.with(Set.of("a", "b"), NOON);
    var later = NOON.plusSeconds(60);
    memory = memory.with(Set.of("b"), later);
    assertThat(memory.report(later)).isEqualTo(new Heard(Set.of("a", "b"), Set.of()));
    later = later.plus(HeartbeatMemory.SILENCE).minusSeconds(1);
    memory = memory.with(Set.of(), later);
    assertThat(memory.report(later)).isEqualTo(new Heard(Set.of("b"), Set.of("a")));
    later = NOON.plus(Duration.ofDays(1));
    memory = memory.with(Set.of(), later);
    assertThat(memory.report(later)).isEqualTo(new Heard(Set.of(), Set.of("b")));
  }

  @Test
  void only_so_many_are_remembered() {
    var memory = HeartbeatMemory.NONE.with(Set.of("old"), NOON);
    for (var i = 0; i < HeartbeatMemory.MOST; i++) {
      memory = memory.with(Set.of("host-" + i), NOON.plusSeconds(1));
    }
    assertThat(memory.last()).hasSize(HeartbeatMemory.MOST).doesNotContainKey("old");
  }

  @Test
  void what_is_no_heartbeat_is_none() {
    for (var bad :
        new String[] {
          "",
          "{",
          "[]",
          "3",
          "{\"headers\": 3}",
          "{\"headers\": {}}",
          "{\"headers\": {\"hostname\": 3}}",
          "{\"body\": {\"hostname\": \"a@b\"}}",
          "{\"headers\": {\"x\": {\"hostname\": \"a@b\"}}}"
        }) {
      var bytes = bad.getBytes(StandardCharsets.UTF_8);
      assertThatNoException().isThrownBy(() -> HeartbeatListener.host(bytes));
      assertThat(HeartbeatListener.host(bytes)).as(bad).isEmpty();
    }
    assertThat(HeartbeatListener.host(message("pool@host").getBytes(StandardCharsets.UTF_8)))
        .contains("host");
    var huge =
        message("pool@host").replaceFirst("\"body\": \"", "\"body\": \"" + "x".repeat(99999));
    assertThat(HeartbeatListener.host(huge.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private void beats(String channel, String... workers) {
    heart.scheduleAtFixedRate(
        () -> {
          for (var worker : workers) {
            broker.redis().publish(channel, message(worker));
          }
        },
        0,
        50,
        TimeUnit.MILLISECONDS);
  }

  private static String message(String worker) {
    return SAMPLE.replace("HOSTNAME", worker);
  }

  private static String sample() {
    try (var in = HeartbeatWatchTest.class.getResourceAsStream("/kombu/heartbeat.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
