package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a queue from one look to the next. */
class QueueMemoryTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private QueueMemory memory = QueueMemory.NONE;
  private Instant now = NOON;

  @Test
  void a_queue_from_which_nobody_takes_is_untouched_since_it_was_first_seen() {
    assertThat(look(3, 0, "a").untouched()).contains(NOON);
    after(5);
    assertThat(look(4, 0, "a").untouched()).as("more tasks, the same is next").contains(NOON);
    after(3600);
    assertThat(look(40, 0, "a").untouched()).contains(NOON);
  }

  @ParameterizedTest
  @CsvSource({"3, 0, b", "3, 1, a", "2, 0, a"})
  void a_queue_from_which_a_task_was_taken_moves_and_is_untouched_again_later(
      long ready, long unacked, String head) {
    look(3, 0, "a");
    after(5);
    assertThat(look(ready, unacked, head).untouched()).isEmpty();
    after(5);
    assertThat(look(ready, unacked, head).untouched()).as("just now").isEmpty();
    after(10);
    assertThat(look(ready, unacked, head).untouched()).contains(NOON.plusSeconds(5));
  }

  @Test
  void an_empty_queue_is_not_waiting_and_the_first_task_waits_from_its_arrival() {
    assertThat(look(0, 0).untouched()).isEmpty();
    after(600);
    assertThat(look(1, 0, "a").untouched()).contains(NOON.plusSeconds(600));
  }

  @Test
  void what_is_held_by_estimate_proves_nothing() {
    step(new QueueReading("q", 3, 900, true, Optional.empty(), heads("a")));
    after(30);
    var times = step(new QueueReading("q", 3, 880, true, Optional.empty(), heads("a")));
    assertThat(times.untouched()).contains(NOON);
  }

  @Test
  void without_a_view_of_the_messages_nothing_is_said_of_what_waits() {
    step(new QueueReading("q", 3, 0, false, Optional.empty(), Optional.empty()));
    after(3600);
    var times = step(new QueueReading("q", 3, 0, false, Optional.empty(), Optional.empty()));
    assertThat(times).isEqualTo(QueueTimes.NONE);
  }

  @Test
  void the_oldest_has_waited_since_it_was_first_seen_as_the_next() {
    now = NOON.plusMillis(30_500);
    look(9, 0, "a", "x");
    after(59);
    assertThat(look(9, 0, "a", "x").oldestReady()).as("young").isEmpty();
    after(1);
    assertThat(look(9, 0, "b", "x").oldestReady())
        .as("of the other priority, rounded to what is true for sure")
        .contains(NOON.plusSeconds(60));
    after(3600);
    assertThat(look(8, 0, "b", "y").oldestReady()).contains(NOON.plusSeconds(120));
  }

  @Test
  void a_stamp_tells_the_age_at_the_first_look_unless_it_is_of_the_future() {
    assertThat(stamped("a", NOON.minusSeconds(7200)).oldestReady())
        .contains(NOON.minusSeconds(7200));
    assertThat(stamped("b", NOON.plusSeconds(7200)).oldestReady()).isEmpty();
    after(60);
    assertThat(stamped("b", NOON.plusSeconds(7200)).oldestReady()).contains(NOON);
  }

  @Test
  void a_message_of_the_future_is_not_the_oldest_that_is_held() {
    assertThat(held(NOON.plusSeconds(90)).oldestUnacked()).isEmpty();
    assertThat(held(NOON.minusSeconds(90)).oldestUnacked()).contains(NOON.minusSeconds(60));
  }

  /** What equals the last report is no news. */
  @Test
  void in_a_queue_that_moves_all_the_time_no_times_change() {
    QueueTimes last = null;
    for (var i = 0; i < 100; i++) {
      var times = look(1000, 4, "message " + i);
      assertThat(last == null || times.equals(last)).isEqualTo(i != 1);
      last = times;
      after(10);
    }
  }

  private QueueTimes look(long ready, long unacked, String... heads) {
    return step(new QueueReading("q", ready, unacked, false, Optional.empty(), heads(heads)));
  }

  private QueueTimes stamped(String head, Instant sent) {
    var heads = Map.of("q", new Head(head, Optional.of(sent)));
    return step(new QueueReading("q", 1, 0, false, Optional.empty(), Optional.of(heads)));
  }

  private QueueTimes held(Instant since) {
    return step(new QueueReading("q", 0, 1, false, Optional.of(since), heads()));
  }

  private QueueTimes step(QueueReading reading) {
    var step = memory.look(List.of(reading), now);
    memory = step.memory();
    return step.depths().get(0).times();
  }

  private void after(long seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private static Optional<Map<String, Head>> heads(String... digests) {
    var heads = new HashMap<String, Head>();
    for (var digest : digests) {
      heads.put("q" + heads.size(), new Head(digest, Optional.empty()));
    }
    return Optional.of(heads);
  }
}
