package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.PoolHistory.Recommendation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolSizeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofSeconds(300);

  /** Two tasks at once, two for each: a replica for four. */
  private static final PoolLimits LIMITS = new PoolLimits(0, 10, 2, 2, WINDOW);

  @ParameterizedTest
  @CsvSource({
    // min, max, concurrency, tasksPerWorker, ready, unacked, replicas
    "0, 10, 4, 1,    0,   0,  0",
    "1, 10, 4, 1,    0,   0,  1",
    "0, 10, 4, 1,    1,   0,  1",
    "0, 10, 4, 1,    0,   1,  1",
    "0, 10, 4, 1,    4,   0,  1",
    "0, 10, 4, 1,    4,   1,  2",
    "0, 10, 4, 2,   17,   0,  3",
    "0, 10, 4, 2, 1000,   0, 10",
    "0, 10, 4, 2,    0, 1000, 10",
    "3,  5, 4, 2,    1,   0,  3",
    // What makes no sense
    "0,  0, 0, 0,    3,   0,  1",
    "7,  2, 1, 1,    0,   0,  7",
    "-3, 5, 1, 1,    0,   0,  0",
    "0,  5, 1, 1,   -9,   2,  2",
    "0, 2147483647, 2147483647, 2147483647, 9223372036854775807, 9223372036854775807, 3",
    "0, 2147483647, 1, 1, 9223372036854775807, 0, 2147483647",
  })
  void replicas_follow_the_load(
      int min, int max, int concurrency, int tasksPerWorker, long ready, long unacked, int wanted) {
    var limits = new PoolLimits(min, max, concurrency, tasksPerWorker, WINDOW);
    assertThat(limits.recommendation(new PoolLoad(ready, unacked))).isEqualTo(wanted);
  }

  @Test
  void more_at_once() {
    assertThat(decide(0, 17, PoolHistory.NONE, 0).replicas()).isEqualTo(5);
    assertThat(decide(1, 400, PoolHistory.NONE, 0).replicas()).isEqualTo(10);
  }

  @Test
  void fewer_only_after_the_window() {
    var size = decide(5, 20, PoolHistory.NONE, 0);
    size = decide(size.replicas(), 0, size.history(), 100);
    assertThat(size.replicas()).isEqualTo(5);
    assertThat(size.reviewAt()).contains(START.plusSeconds(400));
    size = decide(size.replicas(), 0, size.history(), 399);
    assertThat(size.replicas()).isEqualTo(5);
    size = decide(size.replicas(), 0, size.history(), 400);
    assertThat(size.replicas()).isZero();
    assertThat(size.reviewAt()).isEmpty();
  }

  @Test
  void fewer_means_the_most_of_the_window() {
    var size = decide(8, 32, PoolHistory.NONE, 0);
    size = decide(8, 12, size.history(), 10);
    size = decide(8, 20, size.history(), 100);
    size = decide(8, 0, size.history(), 200);
    assertThat(size.replicas()).isEqualTo(8);
    size = decide(8, 0, size.history(), 310);
    assertThat(size.replicas()).as("20 tasks until second 200").isEqualTo(5);
    assertThat(size.reviewAt()).contains(START.plusSeconds(500));
    assertThat(decide(5, 0, size.history(), 500).replicas()).isZero();
  }

  /** No news come of a load that stays, so the last recommendation stood until the next. */
  @Test
  void a_load_that_stayed_long_counts_until_it_ends() {
    var size = decide(5, 20, PoolHistory.NONE, 0);
    size = decide(5, 0, size.history(), 86_400);
    assertThat(size.replicas()).isEqualTo(5);
    assertThat(decide(5, 0, size.history(), 86_699).replicas()).isEqualTo(5);
    assertThat(decide(5, 0, size.history(), 86_700).replicas()).isZero();
  }

  @Test
  void what_was_recommended_makes_no_pool_grow_again() {
    var size = decide(8, 32, PoolHistory.NONE, 0);
    assertThat(decide(3, 4, size.history(), 10).replicas()).isEqualTo(3);
  }

  @Test
  void an_operator_that_has_just_started_shrinks_nothing() {
    var size = decide(6, 0, PoolHistory.NONE, 0);
    assertThat(size.replicas()).isEqualTo(6);
    assertThat(size.reviewAt()).contains(START.plus(WINDOW));
    assertThat(decide(6, 0, size.history(), 299).replicas()).isEqualTo(6);
    assertThat(decide(6, 0, size.history(), 300).replicas()).isZero();
  }

  @Test
  void never_0_while_there_is_work() {
    var size = decide(6, 1, PoolHistory.NONE, 0);
    assertThat(decide(6, 1, size.history(), 10_000).replicas()).isEqualTo(1);
  }

  @Test
  void a_load_that_is_not_known_changes_nothing() {
    var size = decide(6, 0, PoolHistory.NONE, 0);
    var blind = PoolSize.of(LIMITS, 6, Optional.empty(), size.history(), START.plusSeconds(9999));
    assertThat(blind).isEqualTo(new PoolSize(6, size.history(), Optional.empty()));
  }

  @Test
  void limits_hold_at_once_even_if_the_load_is_not_known() {
    var narrow = new PoolLimits(2, 4, 2, 2, WINDOW);
    for (var load : new PoolLoad[] {null, new PoolLoad(400, 0)}) {
      var size = PoolSize.of(narrow, 9, Optional.ofNullable(load), PoolHistory.NONE, START);
      assertThat(size.replicas()).isEqualTo(4);
    }
    assertThat(PoolSize.of(narrow, 0, Optional.empty(), PoolHistory.NONE, START).replicas())
        .isEqualTo(2);
  }

  @Test
  void without_a_window_fewer_at_once() {
    var hasty = new PoolLimits(0, 10, 2, 2, Duration.ZERO);
    var load = Optional.of(new PoolLoad(1, 0));
    var size = PoolSize.of(hasty, 9, load, PoolHistory.NONE, START);
    assertThat(size.replicas()).isEqualTo(1);
    var none = Optional.of(new PoolLoad(0, 0));
    assertThat(PoolSize.of(hasty, 1, none, size.history(), START).replicas()).isZero();
  }

  @Test
  void a_clock_that_is_set_back_is_a_new_start() {
    var size = decide(6, 0, PoolHistory.NONE, 100_000);
    size = decide(6, 0, size.history(), 0);
    assertThat(size.replicas()).isEqualTo(6);
    assertThat(decide(6, 0, size.history(), 300).replicas()).isZero();
  }

  @Test
  void the_history_holds_only_what_may_still_count() {
    var size = decide(5, 20, PoolHistory.NONE, 0);
    size = decide(5, 4, size.history(), 10);
    size = decide(5, 12, size.history(), 20);
    assertThat(size.history().recommendations())
        .containsExactly(
            new Recommendation(START.plusSeconds(10), 5),
            new Recommendation(START.plusSeconds(20), 3));
  }

  @Test
  void the_history_is_bounded_and_forgets_nothing_that_holds_a_pool_up() {
    var limits = new PoolLimits(0, 100_000, 1, 1, WINDOW);
    var history = PoolHistory.NONE;
    for (var i = 0; i < 1000; i++) {
      var load = Optional.of(new PoolLoad(5000 - i, 0));
      var size = PoolSize.of(limits, 5000, load, history, START.plusMillis(i));
      history = size.history();
      assertThat(history.recommendations()).hasSizeLessThanOrEqualTo(PoolHistory.MOST);
      assertThat(size.replicas()).isEqualTo(5000);
    }
  }

  @Test
  void the_same_question_has_the_same_answer() {
    assertThat(decide(6, 9, PoolHistory.NONE, 0)).isEqualTo(decide(6, 9, PoolHistory.NONE, 0));
    var size = decide(6, 9, PoolHistory.NONE, 0);
    assertThat(decide(6, 9, size.history(), 0)).isEqualTo(size);
  }

  private static PoolSize decide(int current, long tasks, PoolHistory history, long second) {
    return PoolSize.of(
        LIMITS,
        current,
        Optional.of(new PoolLoad(tasks / 2, tasks - tasks / 2)),
        history,
        START.plusSeconds(second));
  }
}
