package dev.sessionstack.status;

import static dev.sessionstack.status.Staged.condition;
import static dev.sessionstack.status.Staged.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskRulesTest {

  private static final String TWO =
      "workers: [{name: a, app: shop, replicas: 2}, {name: b, app: shop}]\n";
  private static final String FOLLOWS =
      "workers: [{name: a, app: shop, queues: [x], autoscaling: {maxReplicas: 5}}]\n";
  private static final QueueDepth SOME = new QueueDepth("x", 12345, 7, false);

  @Test
  void a_stack_without_workers_says_nothing_of_them() {
    assertThat(Scene.of("").says("WorkersReady")).isEqualTo("absent");
    assertThat(Scene.of("").says("SchedulerReady")).isEqualTo("absent");
    assertThat(Scene.of("").status().workers()).isEmpty();
    assertThat(Scene.of("").status().queued()).isNull();
  }

  @Test
  void pools_that_have_their_instances_serve() {
    var scene = Scene.of(TWO).pool("a", 2, 2).pool("b", 1, 1);
    assertThat(scene.says("WorkersReady")).isEqualTo("True Serving");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
    assertThat(condition(scene.status(), "WorkersReady").getMessage())
        .isEqualTo("a: Serving, b: Serving");
  }

  @Test
  void pool_that_is_not_there_yet_is_created() {
    var scene = Scene.of(TWO).pool("a", 2, 2);
    assertThat(scene.says("WorkersReady")).isEqualTo("False Creating");
    assertThat(scene.says("Ready")).isEqualTo("False Creating");
  }

  @Test
  void pool_with_one_instance_left_is_in_trouble_and_no_outage() {
    var scene = Scene.of(TWO).pool("a", 2, 1).pool("b", 1, 1);
    assertThat(scene.says("WorkersReady")).isEqualTo("False Starting");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
    assertThat(scene.says("Reconciling")).isEqualTo("True Progressing");
  }

  @Test
  void pool_of_which_nobody_works_is_an_outage_though_another_works() {
    var scene = Scene.of(TWO).pool("a", 2, 2).pool("b", 1, 0, waiting("ErrImagePull"));
    assertThat(scene.says("WorkersReady")).isEqualTo("False ImagePullBackOff");
    assertThat(scene.says("Ready")).isEqualTo("False ImagePullBackOff");
    assertThat(condition(scene.status(), "Ready").getMessage())
        .startsWith("WorkersReady: spec.workers[b].image");
  }

  @Test
  void a_pool_at_zero_by_its_spec_is_not_in_progress() {
    var scene = Scene.of("workers: [{name: a, app: shop, replicas: 0}]").pool("a", 0, 0).queues();
    assertThat(scene.says("WorkersReady")).isEqualTo("False ScaledToZero");
    assertThat(scene.says("Ready")).isEqualTo("False ScaledToZero");
    assertThat(scene.says("Reconciling")).isEqualTo("absent");
  }

  @Test
  void a_pool_that_has_nothing_to_do_is_idle_and_ready() {
    var scene = Scene.of(FOLLOWS).pool("a", 0, 0);
    assertThat(scene.says("WorkersReady")).isEqualTo("True Idle");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
  }

  @Test
  void instances_that_come_with_the_queue_are_no_trouble_unless_they_do_not_come() {
    var external = "workers: [{name: a, app: shop, scaledBy: External}]";
    assertThat(Scene.of(external).pool("a", 4, 1).says("WorkersReady")).isEqualTo("True Serving");
    assertThat(Scene.of(external).pool("a", 4, 1, waiting("ErrImagePull")).says("WorkersReady"))
        .isEqualTo("False ImagePullBackOff");
  }

  @Test
  void one_pool_that_is_held_is_named_and_the_stack_stalls() {
    var spec =
        Staged.MANAGED + TWO.replace("name: b,", "name: b, envFrom: [{secretRef: {name: s}}],");
    var plan = StackPlan.of(Given.spec(spec), Given.PLATFORM, Given.around(Map.of()));
    var scene = Scene.of(TWO).planned(plan).pool("a", 2, 2).pool("b", 1, 1);
    assertThat(scene.says("WorkersReady")).isEqualTo("False SecretMissing");
    assertThat(scene.says("Stalled")).isEqualTo("True SecretMissing");
    assertThat(scene.says("Ready")).as("the old instances work").isEqualTo("True Serving");
  }

  @Test
  void object_that_is_refused_is_said() {
    var failure = new Failure(Component.WORKERS, Failure.NAME_TAKEN, "Deployment a exists", true);
    var scene = Scene.of(TWO).pool("a", 2, 2).pool("b", 1, 1).failed(failure);
    assertThat(scene.says("WorkersReady")).isEqualTo("False NameTaken");
    assertThat(scene.says("Stalled")).isEqualTo("True NameTaken");
  }

  @Test
  void queues_that_a_store_hides_are_said_while_it_serves() {
    var scene = Scene.of(FOLLOWS).pool("a", 1, 1).unmeasured("PermissionDenied");
    assertThat(scene.says("WorkersReady")).isEqualTo("False PermissionDenied");
    assertThat(scene.says("Ready")).as("they work all the same").isEqualTo("True Serving");
    scene.store(new Failing(Reason.Unreachable, "x"));
    assertThat(scene.says("WorkersReady")).as("StoreReady tells it").isEqualTo("True Serving");
  }

  /** An operator that has just started knows nothing, and that is no change of the stack (R2). */
  @Test
  void R2_before_the_first_reading_what_was_said_last_stands() {
    var measured = Scene.of(FOLLOWS).pool("a", 1, 1).queues(SOME).status();
    assertThat(measured.queued()).as("three digits").isEqualTo(12300L);
    assertThat(measured.workers().get(0).queues()).hasSize(1);
    assertThat(Scene.of(FOLLOWS).pool("a", 1, 1).after(measured).status()).isEqualTo(measured);
    assertThat(Scene.of(FOLLOWS).pool("a", 1, 1).after(measured).unmeasured("x").status().workers())
        .as("the last figures stay")
        .isEqualTo(measured.workers());

    var hidden = Scene.of(FOLLOWS).pool("a", 1, 1).unmeasured("PermissionDenied").status();
    assertThat(Scene.of(FOLLOWS).pool("a", 1, 1).after(hidden).status()).isEqualTo(hidden);
    assertThat(Scene.of(FOLLOWS).pool("a", 1, 1).after(hidden).queues(SOME).says("WorkersReady"))
        .isEqualTo("True Serving");
  }

  @Test
  void figures_of_queues_that_no_pool_has_any_more_are_gone() {
    var measured = Scene.of(FOLLOWS).pool("a", 1, 1).queues(SOME).status();
    var other = FOLLOWS.replace("[x]", "[y]");
    assertThat(Scene.of(other).after(measured).status().workers().get(0).queues()).isEmpty();
    assertThat(Scene.of("").after(measured).status().queued()).isNull();
  }

  @Test
  void the_scheduler_runs_or_starts_or_is_not_there() {
    assertThat(Scene.of("scheduler: {app: shop}").says("SchedulerReady"))
        .isEqualTo("False Creating");
    assertThat(Scene.of("scheduler: {app: shop}").scheduler(0).says("SchedulerReady"))
        .isEqualTo("False Starting");
    assertThat(Scene.of("scheduler: {app: shop}").scheduler(0).says("Ready"))
        .isEqualTo("False Starting");
    assertThat(Scene.of("scheduler: {app: shop}").scheduler(1).says("SchedulerReady"))
        .isEqualTo("True Running");
  }

  @Test
  void what_hibernates_is_asleep_and_not_in_progress() {
    var scene =
        Scene.of("mode: Hibernated\nscheduler: {app: shop}\n" + FOLLOWS)
            .pool("a", 0, 0)
            .scheduler(0);
    assertThat(scene.says("WorkersReady")).isEqualTo("False Hibernated");
    assertThat(scene.says("SchedulerReady")).isEqualTo("False Hibernated");
  }
}
