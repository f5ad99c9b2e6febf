package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sessionstack.plan.PoolLoad;
import dev.sessionstack.store.QueueReport.Depths;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much work is in the queues of a broker. */
class QueueReaderTest {

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private Broker broker;

  @BeforeEach
  void start() {
    broker = new Broker(folder, Broker.freePort());
  }

  @AfterEach
  void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void an_empty_broker_has_no_work() {
    assertThat(depths("reports", "celery"))
        .containsExactly(exactly("celery", 0, 0), exactly("reports", 0, 0));
  }

  @Test
  void messages_of_all_priorities_wait() {
    broker.ready("reports", 2);
    broker.ready("reports" + Broker.SEP + "3", 2);
    broker.ready("reports" + Broker.SEP + "9", 1);
    broker.ready("celery", 9);
    broker.ready("foreign_undeclared", 2);
    assertThat(depths("reports", "celery"))
        .containsExactly(exactly("celery", 9, 0), exactly("reports", 5, 0));
  }

  @Test
  void priorities_are_found_as_the_docs_of_celery_set_them_up() {
    broker.ready("reports", 1);
    broker.ready("reports:1", 1);
    broker.ready("reports:4", 1);
    broker.ready("reports:9", 1);
    assertThat(depths("reports")).containsExactly(exactly("reports", 4, 0));
  }

  @Test
  void unacked_messages_count_for_the_queue_that_they_came_from() {
    broker.taken("", "celery", 2);
    broker.taken("", "reports", 3);
    broker.taken("", "images", 1);
    broker.taken("media", "img.resize", 4);
    broker.taken("tops", "t.a.b", 1);
    assertThat(depths("celery", "reports", "images", "topical"))
        .containsExactly(
            exactly("celery", 0, 2),
            exactly("images", 0, 5),
            exactly("reports", 0, 3),
            exactly("topical", 0, 1));
  }

  @Test
  void unacked_messages_of_others_are_not_ours() {
    broker.ready("celery", 1);
    broker.taken("", "foreign_undeclared", 5);
    broker.taken("media", "img.crop", 2);
    broker.taken("", "celery", 1);
    assertThat(depths("celery")).containsExactly(exactly("celery", 1, 1));
  }

  @Test
  void a_topic_of_two_queues_counts_for_both() {
    broker
        .redis()
        .sadd("_kombu.binding.tops", Broker.binding("t.a.*", "^t\\.a\\.[^\\.]+$", "narrow"));
    broker.taken("tops", "t.a.b", 3);
    assertThat(depths("topical", "narrow", "celery"))
        .containsExactly(
            exactly("celery", 0, 0),
            new QueueDepth("narrow", 0, 3, true),
            new QueueDepth("topical", 0, 3, true));
  }

  /** Evicted, or flushed by somebody. */
  @Test
  void what_does_not_tell_its_queue_is_no_0() {
    broker.redis().del("_kombu.binding.media");
    broker.taken("media", "img.resize", 3);
    broker.taken("lost", "celery", 1);
    assertThat(depths("celery", "images"))
        .containsExactly(
            new QueueDepth("celery", 0, 4, true), new QueueDepth("images", 0, 1, true));
  }

  @Test
  void an_index_that_was_evicted_hides_no_work() {
    broker.taken("", "celery", 4);
    broker.redis().del("unacked_index");
    assertThat(depths("celery")).containsExactly(new QueueDepth("celery", 0, 4, true));
  }

  @Test
  void of_many_messages_some_are_read_and_the_others_estimated() {
    broker.taken("", "celery", 1500);
    broker.taken("", "reports", 500);
    var depths = depths("celery", "reports", "images");
    assertThat(depths).allMatch(QueueDepth::approximate);
    assertThat(depths.get(0).unacked()).isBetween(1400L, 1600L);
    assertThat(depths.get(1).unacked()).as("images").isEqualTo(1);
    assertThat(depths.get(2).unacked()).isBetween(400L, 600L);
    assertThat(broker.calls("hget")).isLessThanOrEqualTo(UnackedMessages.MOST);
  }

  @Test
  void of_big_messages_few_are_read() {
    var big = Broker.SAMPLE.replaceFirst("\"body\": \"", "\"body\": \"" + "x".repeat(1 << 20));
    for (var i = 0; i < 60; i++) {
      broker.taken(big, "", i % 2 == 0 ? "celery" : "reports", 1);
    }
    var before = broker.sent();
    var depths = depths("celery", "reports");
    assertThat(depths).allMatch(QueueDepth::approximate);
    assertThat(depths.get(0).unacked() + depths.get(1).unacked()).isBetween(60L, 62L);
    assertThat(broker.sent() - before).as("bytes").isLessThan(5 << 20);
    assertThat(broker.calls("hget")).isEqualTo(1);
  }

  @Test
  void a_message_above_the_budget_is_everybody_s() {
    broker.taken(
        Broker.SAMPLE.replaceFirst("\"body\": \"", "\"body\": \"" + "x".repeat(3 << 20)),
        "",
        "celery",
        2);
    assertThat(depths("celery", "reports"))
        .containsExactly(
            new QueueDepth("celery", 0, 2, true), new QueueDepth("reports", 0, 2, true));
  }

  @Test
  void the_load_of_a_pool_is_the_sum_of_its_queues() {
    var depths =
        new Depths(List.of(exactly("a", 1, 2), exactly("b", 10, 20), exactly("c", 100, 0)));
    assertThat(depths.load(Set.of("a", "b"))).contains(new PoolLoad(11, 22));
    assertThat(depths.load(Set.of("a", "unheard-of"))).isEmpty();
  }

  private List<QueueDepth> depths(String... queues) {
    var target = new QueueTarget(broker.connection(), Set.of(queues), Duration.ofHours(1));
    var report = new QueueReader(clients, Clock.systemUTC(), target).ask().join();
    return assertThat(report).asInstanceOf(type(Depths.class)).actual().queues().stream()
        .map(q -> new QueueDepth(q.name(), q.ready(), q.unacked(), q.approximate()))
        .toList();
  }

  private static QueueDepth exactly(String queue, long ready, long unacked) {
    return new QueueDepth(queue, ready, unacked, false);
  }
}
