package dev.sessionstack.status;

import static dev.sessionstack.status.Staged.condition;
import static dev.sessionstack.status.Staged.ready;
import static dev.sessionstack.status.Staged.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a queue is stuck, and when workers live. It is noon. */
class QueueRulesTest {

  private static final Instant NOON = Staged.NOON.instant();
  private static final String POOL = "workers: [{name: a, app: shop, queues: [x]}]\n";
  private static final String LONG_AGO = "2026-01-01T08:00:00Z";

  @Test
  void tasks_that_nobody_takes_make_a_queue_stuck_and_the_stack_not_ready() {
    var scene = Scene.of(POOL).pool("a", 1, 1, ready("a-1", LONG_AGO)).queues(untouched(10));
    assertThat(scene.says("WorkersReady")).isEqualTo("False QueueStuck");
    assertThat(scene.says("Ready")).isEqualTo("False QueueStuck");
    assertThat(scene.says("Reconciling")).as("nothing is to come").isEqualTo("absent");
    assertThat(condition(scene.status(), "WorkersReady").getMessage())
        .startsWith("spec.workers[a]: tasks wait in queue x, and no instance has taken one for 10m")
        .contains("raise stuckAfter");
  }

  @Test
  void before_its_time_it_is_not_and_it_is_looked_at_again_then() {
    var scene = Scene.of(POOL).pool("a", 1, 1, ready("a-1", LONG_AGO)).queues(untouched(9));
    assertThat(scene.says("WorkersReady")).isEqualTo("True Serving");
    assertThat(StackStatus.due(scene.facts(), Staged.NOON))
        .contains(NOON.plus(Duration.ofMinutes(1)));
    assertThat(StackStatus.due(scene.queues(untouched(10)).facts(), Staged.NOON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                             10",
    "'terminationGracePeriod: 2m',                   10",
    "'terminationGracePeriod: 1h',                   60",
    "'terminationGracePeriod: 1h, stuckAfter: 90s',  2",
    "'stuckAfter: 1h',                               60",
  })
  void it_takes_longer_than_the_longest_task_may(String setting, long minutes) {
    var pool = POOL.replace("}", setting.isEmpty() ? "}" : ", " + setting + "}");
    assertThat(says(pool, untouched(minutes - 1))).isEqualTo("True Serving");
    assertThat(says(pool, untouched(minutes))).isEqualTo("False QueueStuck");
  }

  /** A pool that wakes, or was made anew, has as much time as any other. */
  @Test
  void it_counts_from_when_somebody_could_take_them() {
    var fresh =
        Scene.of(POOL).pool("a", 1, 1, ready("a-1", "2026-01-01T11:50:01Z")).queues(untouched(999));
    assertThat(fresh.says("WorkersReady")).isEqualTo("True Serving");
    var follows = POOL.replace("}", ", autoscaling: {maxReplicas: 5}}");
    assertThat(Scene.of(follows).pool("a", 0, 0).queues(untouched(999)).says("WorkersReady"))
        .isEqualTo("True Idle");
    var broken = Scene.of(POOL).pool("a", 1, 0, waiting("ErrImagePull")).queues(untouched(999));
    assertThat(broken.says("WorkersReady")).isEqualTo("False ImagePullBackOff");
    var asleep = Scene.of("mode: Hibernated\n" + POOL).queues(untouched(999));
    assertThat(asleep.says("WorkersReady")).isEqualTo("False Hibernated");
    assertThat(StackStatus.due(asleep.facts(), Staged.NOON)).isEmpty();
  }

  @Test
  void of_pools_that_share_a_queue_one_that_could_take_is_enough() {
    var two = POOL.replace("]\n", ", {name: b, app: shop, queues: [x, y], replicas: 0}]\n");
    var scene =
        Scene.of(two).pool("a", 1, 1, ready("a-1", LONG_AGO)).pool("b", 0, 0).queues(untouched(10));
    assertThat(condition(scene.status(), "WorkersReady").getMessage())
        .startsWith("spec.workers[a]");
  }

  @Test
  void a_queue_that_moves_or_of_which_nothing_is_known_is_not_stuck() {
    assertThat(says(POOL, new QueueDepth("x", 9, 9, false))).isEqualTo("True Serving");
    assertThat(says(POOL, untouched("y", 999))).isEqualTo("True Serving");
  }

  /** An operator that has just started saw nothing yet: that does not mend a queue (R2). */
  @Test
  void R2_what_was_stuck_is_so_until_a_task_is_taken() {
    var pod = ready("a-1", LONG_AGO);
    var stuck = Scene.of(POOL).pool("a", 1, 1, pod).queues(untouched(10)).status();
    assertThat(Scene.of(POOL).pool("a", 1, 1, pod).after(stuck).status()).isEqualTo(stuck);
    var seen = Scene.of(POOL).pool("a", 1, 1, pod).after(stuck).queues(untouched(0));
    assertThat(seen.status()).isEqualTo(stuck);
    var moves = new QueueDepth("x", 1, 1, false);
    assertThat(Scene.of(POOL).pool("a", 1, 1, pod).after(stuck).queues(moves).says("WorkersReady"))
        .isEqualTo("True Serving");
    assertThat(
            Scene.of(POOL.replace("[x]", "[y]"))
                .pool("a", 1, 1, pod)
                .after(stuck)
                .queues(untouched("y", 0))
                .says("WorkersReady"))
        .as("another queue")
        .isEqualTo("True Serving");
  }

  @Test
  void workers_live_that_were_heard_of() {
    var scene = Scene.of(POOL).pool("a", 2, 2, ready("a-1", LONG_AGO), ready("a-2", LONG_AGO));
    assertThat(alive(scene)).as("not listened yet").isNull();
    assertThat(alive(scene.deaf())).isNull();
    assertThat(alive(scene.heartbeats(Set.of(), Set.of("a-0", "b-1"))))
        .as("of others only: they may be told to be silent")
        .isNull();
    assertThat(alive(scene.heartbeats(Set.of("a-1", "a-2", "a-0"), Set.of()))).isEqualTo(2);
    assertThat(alive(scene.heartbeats(Set.of("a-1"), Set.of("a-2")))).isEqualTo(1);
    assertThat(alive(scene.heartbeats(Set.of("b-1"), Set.of("a-2")))).isZero();
  }

  @Test
  void advice_says_whether_workers_live() {
    var scene = Scene.of(POOL).pool("a", 1, 1, ready("a-1", LONG_AGO)).queues(untouched(10));
    assertThat(advice(scene.heartbeats(Set.of("a-1"), Set.of()))).contains("workers live");
    assertThat(advice(scene.heartbeats(Set.of(), Set.of("a-1")))).contains("delete the pods");
  }

  @Test
  void R2_before_workers_are_listened_to_what_was_said_last_stands() {
    var pod = ready("a-1", LONG_AGO);
    var heard = Scene.of(POOL).pool("a", 1, 1, pod).heartbeats(Set.of("a-1"), Set.of()).status();
    assertThat(Scene.of(POOL).pool("a", 1, 1, pod).after(heard).status()).isEqualTo(heard);
  }

  @Test
  void times_are_shown_of_what_is_old() {
    var times =
        new QueueTimes(Optional.of(NOON), Optional.of(NOON.plusSeconds(60)), Optional.empty());
    var queue =
        Scene.of(POOL)
            .pool("a", 1, 1)
            .queues(new QueueDepth("x", 1, 1, false, times))
            .status()
            .workers()
            .get(0)
            .queues()
            .get(0);
    assertThat(queue.oldestReadyTime()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(queue.oldestUnackedTime()).isEqualTo("2026-01-01T12:01:00Z");
  }

  private static String says(String pool, QueueDepth queue) {
    return Scene.of(pool)
        .pool("a", 1, 1, ready("a-1", LONG_AGO))
        .queues(queue)
        .says("WorkersReady");
  }

  private static Integer alive(Scene scene) {
    return scene.status().workers().get(0).aliveReplicas();
  }

  private static String advice(Scene scene) {
    return condition(scene.status(), "WorkersReady").getMessage();
  }

  private static QueueDepth untouched(long minutes) {
    return untouched("x", minutes);
  }

  private static QueueDepth untouched(String queue, long minutes) {
    var since = Optional.of(NOON.minus(Duration.ofMinutes(minutes)));
    return new QueueDepth(
        queue, 3, 0, false, new QueueTimes(Optional.empty(), Optional.empty(), since));
  }
}
