package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.QueueReport.Depths;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Since when tasks wait, in messages as kombu writes them to a real Redis. */
class QueueTimesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private Broker broker;
  private Instant now = NOON;
  private QueueReader reader;

  @BeforeEach
  void start() {
    broker = new Broker(folder, Broker.freePort());
    reader = watched(broker.connection());
  }

  @AfterEach
  void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void tasks_that_nobody_takes_are_as_old_as_the_first_look_at_them() {
    send("celery", "a", "");
    assertThat(look().untouched()).contains(NOON);
    now = NOON.plusSeconds(600);
    send("celery", "b", "");
    assertThat(look()).isEqualTo(new QueueTimes(Optional.of(NOON), none(), Optional.of(NOON)));

    broker.redis().rpop("celery");

    assertThat(look()).isEqualTo(QueueTimes.NONE);
    now = NOON.plusSeconds(900);
    assertThat(look().untouched()).contains(NOON.plusSeconds(600));
  }

  /** As many come as go: the number alone would say that nothing happens. */
  @Test
  void one_message_for_another_is_seen() {
    send("celery", "a", "");
    look();
    now = NOON.plusSeconds(600);
    send("celery", "b", "");
    broker.redis().rpop("celery");
    assertThat(look()).isEqualTo(QueueTimes.NONE);
  }

  @Test
  void each_priority_has_an_oldest_of_its_own() {
    send("celery", "a", "");
    send("celery" + Broker.SEP + "9", "b", "");
    look();
    now = NOON.plusSeconds(600);
    broker.redis().rpop("celery");
    assertThat(look().oldestReady()).contains(NOON);
    assertThat(look().untouched()).isEmpty();
  }

  @Test
  void a_stamp_of_the_app_tells_when_a_task_was_sent() {
    send("celery", "a", ", \"timestamp\": " + NOON.minusSeconds(86400).getEpochSecond());
    assertThat(look().oldestReady()).contains(NOON.minusSeconds(86400));
  }

  /** What a task's arguments or headers say is no stamp. */
  @Test
  void only_the_property_is_a_stamp() {
    broker
        .redis()
        .lpush(
            "celery",
            "{\"body\": \"x\", \"headers\": {\"timestamp\": 1767182400, \"argsrepr\":"
                + " \"\\\"timestamp\\\": 1767182400\"}, \"properties\": {\"reply_to\":"
                + " \"\\\"timestamp\\\": 1767182400\"}}");
    assertThat(look().oldestReady()).isEmpty();
  }

  @Test
  void what_a_worker_holds_is_as_old_as_its_taking() {
    broker.taken("", "celery", 3);
    broker.taken("", "reports", 1);
    now = Instant.ofEpochSecond(1795532424).plusSeconds(3600);
    var oldest = look().oldestUnacked();
    assertThat(oldest).contains(Instant.parse("2026-11-24T15:01:00Z"));
    broker.redis().zremrangebyrank("unacked_index", 0, 2);
    broker.redis().hdel("unacked", "00000000-53e9-4cbe-a4d6-3faed3d8611a");
    assertThat(look().oldestUnacked()).as("of celery itself").isEmpty();
  }

  @Test
  void of_a_huge_message_nothing_is_brought_along() {
    for (var tag : new String[] {"a", "b"}) {
      broker
          .redis()
          .lpush("celery", "{\"body\": \"" + "x".repeat(8 << 20) + "\", \"tag\": \"" + tag + "\"}");
    }
    var before = broker.sent();
    look();
    now = NOON.plusSeconds(600);
    assertThat(look().untouched()).contains(NOON);
    assertThat(broker.sent() - before).as("bytes").isLessThan(1 << 20);
    broker.redis().ltrim("celery", 0, 0);
    assertThat(look()).isEqualTo(QueueTimes.NONE);
  }

  @Test
  void who_may_not_look_at_messages_still_measures_queues() {
    send("celery", "a", "");
    for (var command : new CommandType[] {CommandType.EVAL, CommandType.LINDEX}) {
      broker.appMayNot(Broker.PASSWORD, command);
      reader =
          watched(Broker.connection(broker.server().port(), Optional.of("app"), Broker.PASSWORD));
      look();
      now = now.plusSeconds(600);
      assertThat(look()).as(command.name()).isEqualTo(QueueTimes.NONE);
    }
  }

  @Test
  void R2_a_look_changes_nothing() {
    send("celery", "a", "");
    broker.taken("", "celery", 1);
    var changes = broker.changes();
    look();
    assertThat(broker.changes()).isEqualTo(changes);
    assertThat(broker.calls("eval")).isEqualTo(1);
  }

  private void send(String list, String tag, String property) {
    var sample = Broker.SAMPLE.substring(1, Broker.SAMPLE.lastIndexOf(", \"EXCHANGE\""));
    broker
        .redis()
        .lpush(
            list,
            sample.replaceFirst(
                "\"delivery_tag\": \"[^\"]*\"", "\"delivery_tag\": \"" + tag + "\"" + property));
  }

  private QueueTimes look() {
    var report = reader.ask().join();
    var depths = assertThat(report).asInstanceOf(type(Depths.class)).actual();
    var celery = depths.queues().get(0);
    assertThat(celery.name()).isEqualTo("celery");
    return celery.times();
  }

  private QueueReader watched(StoreConnection broker) {
    var target = new QueueTarget(broker, Set.of("celery", "reports"), Duration.ofHours(1));
    InstantSource clock = () -> now;
    return new QueueReader(clients, clock.withZone(ZoneOffset.UTC), target);
  }

  private static Optional<Instant> none() {
    return Optional.empty();
  }
}
