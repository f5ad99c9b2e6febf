package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What several looks tell, with a clock that the test turns. */
class StoreHistoryTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final long MAX = 1_000_000;

  private StoreHistory history = StoreHistory.NONE;
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void what_was_before_the_first_look_does_not_count() {
    look(0, 500, 0);
    assertThat(trend().evictedKeys()).isZero();
    assertThat(trend().whole()).isFalse();
  }

  @Test
  void evictions_count_for_the_window_and_no_longer() {
    look(0, 500, 0);
    later(30);
    look(0, 507, 0);
    assertThat(trend().evictedKeys()).isEqualTo(7);
    every(30, 19, 0, 507);
    assertThat(trend().evictedKeys()).as("nine and a half minutes later").isEqualTo(7);
    every(30, 3, 0, 507);
    assertThat(trend().whole()).isTrue();
    assertThat(trend().evictedKeys()).isZero();
  }

  @Test
  void a_server_that_began_anew_counts_from_zero() {
    look(0, 500, 0);
    later(30);
    look(0, 3, 0);
    assertThat(trend().evictedKeys()).isEqualTo(3);
  }

  @Test
  void many_are_told_by_one_digit() {
    look(0, 0, 0);
    later(30);
    look(0, 1234, 0);
    assertThat(trend().evictedKeys()).isEqualTo(1000);
  }

  @Test
  void memory_that_fills_evenly_is_foretold() {
    for (var used = 500_000; used <= 600_000; used += 5_000) { // 10 % of it in ten minutes
      look(used, 0, 0);
      later(30);
    }
    assertThat(trend().fullInMinutes()).contains(45); // 40 to the minute, told as 30 or 45
  }

  @Test
  void nothing_is_foretold_before_the_window_was_seen() {
    for (var used = 500_000; used <= 590_000; used += 5_000) {
      look(used, 0, 0);
      later(30);
    }
    assertThat(trend().whole()).isFalse();
    assertThat(trend().fullInMinutes()).isEmpty();
  }

  @Test
  void neither_rest_nor_decline_nor_a_peak_is_growth() {
    for (var i = 0; i <= 21; i++) {
      look(500_000 + i % 3 * 1000, 0, 0);
      later(30);
    }
    assertThat(trend().fullInMinutes()).isEmpty();
    for (var i = 0; i <= 21; i++) {
      look(500_000 - i * 5_000, 0, 0);
      later(30);
    }
    assertThat(trend().fullInMinutes()).isEmpty();
  }

  @Test
  void without_a_limit_nothing_is_full() {
    for (var used = 0; used <= 21; used++) {
      history =
          history.after(
              new StoreSample(now, used * 1000L, 0, 0, 0, 0, 0, 0), Duration.ZERO, 0, WINDOW);
      later(30);
    }
    assertThat(trend().fullInMinutes()).isEmpty();
  }

  @Test
  void it_stays_small_however_often_the_store_is_asked() {
    for (var i = 0; i < 5000; i++) {
      look(0, i, 0);
      later(1);
    }
    assertThat(history.samples()).hasSizeLessThan(25);
    assertThat(trend().whole()).isTrue();
    assertThat(trend().evictedKeys()).as("one each second").isEqualTo(600);
  }

  @Test
  void a_store_that_is_asked_seldom_is_judged_by_two_looks() {
    look(0, 0, 0);
    later(3600);
    look(0, 5, 0);
    assertThat(trend().whole()).isTrue();
    assertThat(trend().evictedKeys()).isEqualTo(5);
    later(3600);
    look(0, 5, 0);
    assertThat(trend().evictedKeys()).isZero();
  }

  @Test
  void one_slow_look_is_no_slow_store() {
    for (var millis : new int[] {1, 1, 900, 1, 1}) {
      look(0, 0, millis);
    }
    assertThat(trend().latencyMillis()).isZero();
    for (var millis : new int[] {870, 950}) {
      look(0, 0, millis);
    }
    assertThat(trend().latencyMillis()).as("three of five").isEqualTo(800);
  }

  @Test
  void before_three_looks_nothing_is_said_of_the_pace() {
    look(0, 0, 900);
    look(0, 0, 900);
    assertThat(trend().settled()).isFalse();
    assertThat(trend().latencyMillis()).isZero();
  }

  @Test
  void clients_that_were_blocked_all_along() {
    for (var blocked : new int[] {120, 117, 45, 300}) {
      history =
          history.after(
              new StoreSample(now, 0, MAX, 0, 0, 0, 0, 0), Duration.ZERO, blocked, WINDOW);
    }
    assertThat(trend().blockedClients()).isEqualTo(40);
  }

  @Test
  void a_replica_that_left_is_missed_for_the_window() {
    history = history.after(new StoreSample(now, 0, MAX, 0, 0, 0, 0, 2), Duration.ZERO, 0, WINDOW);
    later(30);
    look(0, 0, 0);
    assertThat(trend().replicaLost()).isTrue();
    every(30, 22, 0, 0);
    assertThat(trend().replicaLost()).isFalse();
  }

  private void every(int seconds, int times, long used, long evicted) {
    for (var i = 0; i < times; i++) {
      later(seconds);
      look(used, evicted, 0);
    }
  }

  private void look(long used, long evicted, int millis) {
    history =
        history.after(
            new StoreSample(now, used, MAX, evicted, 0, 0, 0, 0),
            Duration.ofMillis(millis),
            0,
            WINDOW);
  }

  private void later(int seconds) {
    now = now.plusSeconds(seconds);
  }

  private StoreTrend trend() {
    return history.trend(WINDOW);
  }
}
