package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final BiFunction<String, Integer, Duration> SOON = (t, r) -> Duration.ofMillis(10);

  private final AtomicInteger asked = new AtomicInteger();
  private Duration patience = Duration.ofMinutes(2);
  private final List<StackId> news = Collections.synchronizedList(new ArrayList<>());
  private Watch<String, Integer> watch;

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void the_same_answer_again_is_no_news() {
    start(t -> now(asked.incrementAndGet() < 4 ? 1 : 2), SOON);
    watch.watch(ID, "a");
    await().until(() -> asked.get() > 8);
    assertThat(news).containsExactly(ID, ID);
    assertThat(watch.report(ID)).contains(2);
  }

  @Test
  void a_target_that_is_watched_already_is_not_asked_out_of_turn() {
    start(t -> now(asked.incrementAndGet()), (t, r) -> Duration.ofHours(1));
    watch.watch(ID, "a");
    await().until(() -> watch.report(ID).isPresent());
    watch.watch(ID, "a");
    watch.watch(ID, "b");
    await().until(() -> watch.report(ID).filter(r -> r == 2).isPresent());
    assertThat(asked).hasValue(2);
  }

  @Test
  void how_each_look_went_is_told_and_is_no_news() {
    var looks = Collections.synchronizedList(new ArrayList<Look>());
    start(t -> now(1), SOON);
    watch.onLook(looks::add);
    assertThat(watch.took(ID)).isEmpty();
    watch.watch(ID, "a");
    await().until(() -> looks.size() > 3);
    assertThat(List.copyOf(looks))
        .allMatch(look -> !look.late().isNegative() && !look.took().isNegative());
    assertThat(watch.took(ID)).isPresent();
    assertThat(news).containsExactly(ID);
    watch.forget(ID);
    assertThat(watch.took(ID)).isEmpty();
  }

  @Test
  void a_look_that_breaks_and_an_observer_that_throws_end_nothing() {
    start(
        t -> {
          asked.incrementAndGet();
          throw new IllegalStateException();
        },
        SOON);
    watch.onLook(
        look -> {
          throw new IllegalStateException();
        });
    watch.watch(ID, "a");
    await().until(() -> asked.get() > 3);
    assertThat(watch.took(ID)).isPresent();
  }

  /** Nothing can begin before its time, so this holds on the slowest of machines. */
  @Test
  void the_first_looks_at_many_do_not_begin_all_at_once() {
    var last = new AtomicLong();
    start(
        t -> {
          last.set(System.nanoTime());
          return now(asked.incrementAndGet());
        },
        (t, r) -> Duration.ofHours(1));
    var begun = System.nanoTime();
    IntStream.range(0, 101).forEach(i -> watch.watch(new StackId("default", "shop-" + i), "a"));
    await().until(() -> asked.get() == 101);
    assertThat(Duration.ofNanos(last.get() - begun)).isGreaterThan(Duration.ofMillis(499));
  }

  @Test
  void an_answer_for_an_old_target_finds_no_home() {
    var answers = new ConcurrentHashMap<String, CompletableFuture<Integer>>();
    start(t -> answers.computeIfAbsent(t, x -> new CompletableFuture<>()), SOON);
    watch.watch(ID, "old");
    await().until(() -> answers.containsKey("old"));
    watch.watch(ID, "new");
    await().until(() -> answers.containsKey("new"));
    answers.get("old").complete(1);
    assertThat(watch.report(ID)).isEmpty();
    assertThat(news).isEmpty();
    answers.get("new").complete(2);
    assertThat(watch.report(ID)).contains(2);
    assertThat(news).containsExactly(ID);
  }

  @Test
  void what_is_forgotten_is_asked_no_more() {
    start(
        t -> {
          watch.forget(ID);
          return now(asked.incrementAndGet());
        },
        SOON);
    watch.watch(ID, "a");
    await().until(() -> asked.get() == 1);
    await().during(Duration.ofMillis(100)).until(() -> asked.get() == 1);
    assertThat(watch.report(ID)).isEmpty();
    assertThat(news).isEmpty();
  }

  @Test
  void a_listener_that_throws_ends_nothing() {
    start(t -> now(asked.incrementAndGet()), SOON);
    watch.onNews(
        id -> {
          throw new IllegalStateException("listener");
        });
    watch.watch(ID, "a");
    await().until(() -> asked.get() > 3);
  }

  @Test
  void no_fault_ends_the_asking() {
    start(t -> fault(asked.incrementAndGet()), SOON);
    watch.watch(ID, "a");
    await().until(() -> watch.report(ID).filter(r -> r > 8).isPresent());
  }

  @Test
  void a_pause_that_throws_is_a_pause() {
    start(
        t -> now(asked.incrementAndGet()),
        (t, r) -> {
          throw new IllegalStateException("pause");
        });
    watch.watch(ID, "a");
    await().until(() -> asked.get() > 3);
  }

  @Test
  void an_answer_that_does_not_come_is_cancelled_and_asked_for_again() {
    patience = Duration.ofMillis(50);
    var first = new CompletableFuture<Integer>();
    start(t -> asked.incrementAndGet() == 1 ? first : now(1), SOON);
    watch.watch(ID, "a");
    await().until(() -> watch.report(ID).isPresent());
    assertThat(first).isCancelled();
  }

  @Test
  void an_answer_from_before_a_fault_is_none() {
    start(t -> asked.incrementAndGet() == 1 ? now(1) : fault(1), SOON);
    watch.watch(ID, "a");
    await().until(() -> news.size() == 2);
    assertThat(watch.report(ID)).isEmpty();
  }

  @Test
  void what_may_pass_is_believed_when_it_is_there_for_the_third_time() {
    var answers = List.of(1, -1, -1, 1, -1, 1, -1, -2, -3, -3, 2);
    var turn = new AtomicInteger();
    var heard = Collections.synchronizedList(new ArrayList<Integer>());
    start(t -> now(answers.get(Math.min(turn.getAndIncrement(), answers.size() - 1))), SOON);
    watch.onNews(id -> heard.add(watch.report(id).orElseThrow()));
    watch.watch(ID, "a");
    await().until(() -> heard.contains(2));
    assertThat(heard).containsExactly(1, -3, 2);
  }

  @Test
  void the_first_answer_is_believed_at_once() {
    start(t -> now(asked.incrementAndGet() == 1 ? -1 : 1), (t, r) -> Duration.ofHours(1));
    watch.watch(ID, "a");
    await().until(() -> watch.report(ID).isPresent());
    assertThat(watch.report(ID)).contains(-1);
  }

  @Test
  void after_the_end_nothing_is_asked_and_nothing_thrown() {
    start(t -> now(asked.incrementAndGet()), SOON);
    watch.close();
    watch.watch(ID, "a");
    assertThat(asked).hasValue(0);
  }

  /** Every way to go wrong in turn, and an answer after each. */
  private static CompletableFuture<Integer> fault(int turn) {
    return switch (turn % 6) {
      case 1 -> throw new StackOverflowError("of a test");
      case 3 -> CompletableFuture.failedFuture(new IllegalStateException("of a test"));
      case 5 -> null;
      default -> now(turn);
    };
  }

  private void start(
      Function<String, CompletableFuture<Integer>> ask,
      BiFunction<String, Integer, Duration> pause) {
    watch =
        new Watch<>(
            "test-watch",
            target -> () -> ask.apply(target),
            pause,
            answer -> answer < 0,
            new WatchTimes(Duration.ofMillis(5), patience, Duration.ofMillis(10), Duration.ZERO));
    watch.onNews(news::add);
  }

  private static CompletableFuture<Integer> now(int answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
