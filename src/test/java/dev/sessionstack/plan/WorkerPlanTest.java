package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerPlanTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String FOLLOWS =
      "{name: a, app: shop, concurrency: 2, autoscaling: {maxReplicas: 5, tasksPerWorker: 5}}";

  @Test
  void defaults_are_resolved_here_as_the_crd_states_them() {
    var pool = pool("{name: a, app: shop.tasks}");
    assertThat(pool.queues()).containsExactly("celery");
    assertThat(pool.concurrency()).isEqualTo(4);
    assertThat(pool.replicas()).contains(1);
    assertThat(pool.gracePeriod()).isEqualTo(Duration.ofMinutes(5));
    assertThat(pool.container().image()).as("the UI's").isEqualTo("shop:1");
    assertThat(pool.limits()).isEmpty();
  }

  /** R19, R20: it hoards nothing, and is the process that SIGTERM reaches. */
  @Test
  void the_command_is_a_worker_of_the_queues_that_hoards_nothing() {
    var container =
        pool("{name: a, app: shop.tasks, queues: [x, y], concurrency: 3, args: [--beat]}")
            .container();
    assertThat(container.command())
        .startsWith("celery", "--app=shop.tasks", "worker")
        .contains("--queues=x,y", "--concurrency=3", "--prefetch-multiplier=1");
    assertThat(container.args()).containsExactly("--beat");
  }

  @Test
  void a_command_of_the_user_is_taken_as_it_is() {
    assertThat(pool("{name: a, command: [run, worker]}").container().command())
        .containsExactly("run", "worker");
    assertThat(
            Given.plan(
                    "ui: {image: 'shop:1'}\nstore: {managed: {}}\nscheduler: {command: [run, beat]}")
                .scheduler()
                .orElseThrow()
                .container()
                .command())
        .containsExactly("run", "beat");
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,0,1", "10,0,1", "5,6,2", "0,11,2", "1000,0,5"})
  void a_pool_follows_what_waits_and_what_is_held(long ready, long unacked, int replicas) {
    var demand = new PoolDemand(0, Optional.of(new PoolLoad(ready, unacked)), idle(), NOON);
    assertThat(pool(FOLLOWS, demand).replicas()).contains(replicas);
  }

  @ParameterizedTest
  @CsvSource({"3,3", "0,0", "9,5"})
  void a_load_that_is_not_known_keeps_the_size_within_the_limits(int current, int replicas) {
    var demand = new PoolDemand(current, Optional.empty(), idle(), NOON);
    assertThat(pool(FOLLOWS, demand).replicas()).contains(replicas);
  }

  @Test
  void a_pool_of_which_nothing_is_known_begins_with_the_least() {
    assertThat(pool(FOLLOWS).replicas()).contains(0);
    assertThat(pool(FOLLOWS.replace("{maxR", "{minReplicas: 2, maxR")).replicas()).contains(2);
  }

  @Test
  void a_demand_is_nothing_to_a_pool_of_a_fixed_size() {
    var demand = new PoolDemand(9, Optional.of(new PoolLoad(1000, 0)), idle(), NOON);
    assertThat(pool("{name: a, app: shop, replicas: 2}", demand).replicas()).contains(2);
  }

  @Test
  void a_hibernated_pool_has_no_instance_whoever_scales_it() {
    for (var pool : List.of(FOLLOWS, "{name: a, app: shop, scaledBy: External}")) {
      var stack = Given.spec("mode: Hibernated\n" + spec(pool));
      var demand = new PoolDemand(3, Optional.of(new PoolLoad(50, 0)), idle(), NOON);
      var plan = StackPlan.of(stack, Given.PLATFORM, Given.demanded(stack, Map.of("a", demand)));
      assertThat(plan.workers().get(0).replicas()).contains(0);
      assertThat(plan.workers().get(0).limits()).isEmpty();
    }
  }

  /** R25: a number that nobody else has written would fall back to one when we let go of it. */
  @Test
  void R25_a_number_of_ours_is_kept_until_somebody_else_writes_it() {
    var pool = "{name: a, app: shop, scaledBy: External}";
    assertThat(held(pool, Map.of("shop-worker-a", 3))).contains(3);
    assertThat(held(pool, Map.of("shop-worker-b", 3))).isEmpty();
    assertThat(held(pool, Map.of())).isEmpty();
  }

  /** An autoscaler leaves a Deployment of no instances alone. */
  @Test
  void R25_a_pool_that_wakes_from_hibernation_has_an_instance_for_the_autoscaler_to_begin_with() {
    assertThat(held("{name: a, app: shop, scaledBy: External}", Map.of("shop-worker-a", 0)))
        .contains(1);
  }

  @Test
  void all_queues_are_measured_once_and_more_often_where_a_pool_follows_them() {
    var plan =
        Given.plan(
            spec("{name: a, app: shop, queues: [x, y]}, {name: b, app: shop, queues: [y, z]}"));
    assertThat(plan.queues()).containsExactly("x", "y", "z");
    assertThat(plan.queueInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(Given.plan(spec(FOLLOWS)).queueInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Given.plan("ui: {image: 'shop:1'}\nstore: {managed: {}}").queues()).isEmpty();
  }

  @Test
  void a_budget_needs_more_than_one_instance() {
    assertThat(pool("{name: a, app: shop}").several()).isFalse();
    assertThat(pool("{name: a, app: shop, replicas: 2}").several()).isTrue();
    assertThat(pool(FOLLOWS).several()).as("it may have five").isTrue();
    assertThat(pool("{name: a, app: shop, scaledBy: External}").several()).isTrue();
  }

  private static Optional<Integer> held(String pool, Map<String, Integer> replicas) {
    var stack = Given.spec(spec(pool));
    return StackPlan.of(stack, Given.PLATFORM, Given.held(stack, replicas))
        .workers()
        .get(0)
        .replicas();
  }

  private static PoolHistory idle() {
    return PoolHistory.NONE.with(0, NOON, Duration.ofMinutes(2));
  }

  private static WorkerPlan pool(String pool) {
    return Given.plan(spec(pool)).workers().get(0);
  }

  private static WorkerPlan pool(String pool, PoolDemand demand) {
    var stack = Given.spec(spec(pool));
    return StackPlan.of(stack, Given.PLATFORM, Given.demanded(stack, Map.of("a", demand)))
        .workers()
        .get(0);
  }

  private static String spec(String pools) {
    return "ui: {image: 'shop:1'}\nstore: {managed: {}}\nworkers: [" + pools + "]\n";
  }
}
