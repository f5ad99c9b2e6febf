package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.QueueReport.Depths;
import dev.sessionstack.store.QueueReport.Unknown;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is news of a broker, and what is known of one that does not tell: nothing, never 0. */
class QueueWatchTest {

  private static final StackId ID = new StackId("default", "shop");

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final QueueWatch watch = new QueueWatch(clients);
  private Broker broker;

  @BeforeEach
  void start() {
    broker = new Broker(folder, Broker.freePort());
  }

  @AfterEach
  void stop() {
    watch.close();
    clients.close();
    broker.close();
  }

  @Test
  void a_key_that_is_no_list_is_not_an_empty_queue() {
    broker.redis().set("reports", "hello");
    var unknown = unknown(QueueReport.NOT_A_QUEUE, target(broker.connection(), "reports"));
    assertThat(unknown.message()).contains("the key reports in database 1 of 127.0.0.1:");
    broker.redis().del("reports");
    broker.redis().set("unacked", "hello");
    watch.forget(ID);
    assertThat(unknown(QueueReport.NOT_A_QUEUE, target(broker.connection(), "reports")).message())
        .contains("the key unacked ");
  }

  @Test
  void what_may_not_be_read_is_not_empty() {
    broker.taken("", "celery", 1);
    broker.taken("media", "img.resize", 1);
    for (var rule :
        List.of(
            CommandType.MULTI,
            CommandType.LLEN,
            CommandType.HLEN,
            CommandType.ZCARD,
            CommandType.ZRANGE,
            CommandType.HSTRLEN,
            CommandType.HGET,
            CommandType.SSCAN)) {
      broker.appMayNot(Broker.PASSWORD, rule);
      watch.forget(ID);
      var app = Broker.connection(broker.server().port(), Optional.of("app"), Broker.PASSWORD);
      assertThat(unknown(QueueReport.PERMISSION_DENIED, target(app, "celery")).message())
          .as(rule.name())
          .contains("does not permit");
    }
  }

  @Test
  void a_wrong_password_tells_nothing() {
    var wrong = Broker.connection(broker.server().port(), Optional.empty(), "wrong");
    assertThat(unknown("AuthenticationFailed", target(wrong, "celery")).message())
        .contains("refuses");
  }

  @Test
  void a_dead_broker_tells_nothing_and_is_asked_again() {
    var port = Broker.freePort();
    assertThat(
            unknown(
                    "Unreachable",
                    target(Broker.connection(port, Optional.empty(), Broker.PASSWORD), "celery"))
                .message())
        .contains("refuses connections");
    try (var late = new Broker(folder.resolve("late"), port)) {
      late.ready("celery", 7);
      await().until(() -> depths().equals(depths(7, 0)));
    }
    await().until(() -> watch.report(ID).orElseThrow() instanceof Unknown);
  }

  @Test
  void a_broker_that_hangs_tells_nothing() {
    broker.server().pause();
    try {
      assertThat(unknown("Unreachable", target(broker.connection(), "celery")).message())
          .contains("does not answer in time");
    } finally {
      broker.server().resume();
    }
  }

  @Test
  void news_are_told_once_and_nothing_is_written() {
    broker.ready("celery", 1);
    broker.taken("", "celery", 1);
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    watch.watch(ID, target(broker.connection(), "celery"));
    await().until(() -> depths().equals(depths(1, 1)));
    broker.ready("celery", 1);
    var changes = broker.changes();
    await().until(() -> depths().equals(depths(2, 1)));
    var reads = broker.calls("exec");
    await().until(() -> broker.calls("exec") > reads + 3);
    assertThat(news).hasValue(2);
    assertThat(broker.changes()).isEqualTo(changes);
  }

  private static List<QueueDepth> depths(long ready, long unacked) {
    return List.of(new QueueDepth("celery", ready, unacked, false));
  }

  /** As they are reported, without times. */
  private List<QueueDepth> depths() {
    return watch.report(ID).stream()
        .filter(Depths.class::isInstance)
        .flatMap(report -> ((Depths) report).queues().stream())
        .map(q -> new QueueDepth(q.name(), q.ready(), q.unacked(), q.approximate()))
        .toList();
  }

  private Unknown unknown(String reason, QueueTarget target) {
    watch.watch(ID, target);
    var report =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> watch.report(ID), Optional::isPresent)
            .orElseThrow();
    assertThat(report).isInstanceOf(Unknown.class);
    var unknown = (Unknown) report;
    assertThat(unknown.reason()).as(unknown.message()).isEqualTo(reason);
    return unknown;
  }

  private static QueueTarget target(StoreConnection broker, String... queues) {
    return new QueueTarget(broker, Set.of(queues), Duration.ofMillis(50));
  }
}
