package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.StackId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** One pass after another, as the reconciler makes them. */
class PoolMemoryTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final String POOL =
      "{name: a, app: shop, concurrency: 1, autoscaling: {maxReplicas: 9, tasksPerWorker: 1}}";

  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
  private PoolMemory memory = new PoolMemory(clock);
  private int live;

  @Test
  void a_pool_grows_at_once_and_shrinks_after_its_window() {
    pass(Optional.empty());
    pass(tasks(4));
    assertThat(live).isEqualTo(4);
    pass(tasks(0));
    assertThat(live).isEqualTo(4);
    clock.add(Duration.ofSeconds(119));
    pass(tasks(0));
    assertThat(live).isEqualTo(4);
    clock.add(Duration.ofSeconds(1));
    pass(tasks(0));
    assertThat(live).isZero();
  }

  @Test
  void the_next_look_is_when_the_window_ends() {
    pass(Optional.empty());
    pass(tasks(4));
    assertThat(memory.review(ID, pass(tasks(4)))).isEmpty();
    assertThat(memory.review(ID, pass(tasks(0)))).contains(Duration.ofMinutes(2));
    clock.add(Duration.ofSeconds(100));
    assertThat(memory.review(ID, pass(tasks(0)))).contains(Duration.ofSeconds(20));
  }

  /** It was planned before its queues were known to be of interest, though they may be known. */
  @Test
  void a_pool_that_begins_to_follow_its_queues_is_looked_at_again_soon() {
    assertThat(memory.review(ID, pass(tasks(4)))).contains(Duration.ofSeconds(1));
    assertThat(memory.review(ID, pass(tasks(4)))).isEmpty();
    assertThat(live).isEqualTo(4);
  }

  /** R18: that nobody answers does not say that there is no work. */
  @Test
  void R18_a_queue_that_is_not_known_keeps_the_size_for_ever() {
    pass(Optional.empty());
    pass(tasks(4));
    for (var i = 0; i < 5; i++) {
      clock.add(Duration.ofMinutes(10));
      pass(Optional.of(new QueueReport.Unknown("Unreachable", "x")));
      assertThat(live).isEqualTo(4);
    }
  }

  /** R21: what an operator forgot is no reason to stop a pool. */
  @Test
  void R21_a_new_operator_shrinks_nothing_before_a_window_has_passed() {
    live = 4;
    memory = new PoolMemory(clock);
    pass(Optional.empty());
    assertThat(live).isEqualTo(4);
    pass(tasks(0));
    assertThat(live).isEqualTo(4);
    clock.add(Duration.ofMinutes(2));
    pass(tasks(0));
    assertThat(live).isZero();
  }

  @Test
  void a_stack_that_was_deleted_is_forgotten() {
    live = 4;
    pass(Optional.empty());
    memory.forget(ID);
    assertThat(memory.demands(ID, Map.of(), tasks(3))).isEmpty();
  }

  @Test
  void two_pools_of_one_queue_each_count_all_of_it() {
    var other = POOL.replace("name: a", "name: b");
    plan(Map.of(), Optional.empty(), POOL, other);
    var plan = plan(Map.of(), tasks(4), POOL, other);
    assertThat(plan.workers())
        .extracting(worker -> worker.replicas().orElseThrow())
        .containsExactly(4, 4);
  }

  private StackPlan pass(Optional<QueueReport> report) {
    var plan = plan(live == 0 ? Map.of() : Map.of("a", live), report, POOL);
    live = plan.workers().get(0).replicas().orElseThrow();
    return plan;
  }

  private StackPlan plan(Map<String, Integer> live, Optional<QueueReport> report, String... pools) {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1'}\nstore: {managed: {}}\nworkers: ["
                + String.join(", ", pools)
                + "]");
    var demands = memory.demands(ID, live, report);
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.demanded(stack, demands));
    memory.keep(ID, plan);
    return plan;
  }

  private static Optional<QueueReport> tasks(int ready) {
    return Optional.of(new QueueReport.Depths(List.of(new QueueDepth("celery", ready, 0, false))));
  }
}
