package dev.sessionstack.status;

import static dev.sessionstack.status.Staged.MANAGED;
import static dev.sessionstack.status.Staged.NOTHING;
import static dev.sessionstack.status.Staged.SERVING;
import static dev.sessionstack.status.Staged.after;
import static dev.sessionstack.status.Staged.at;
import static dev.sessionstack.status.Staged.condition;
import static dev.sessionstack.status.Staged.deployment;
import static dev.sessionstack.status.Staged.facts;
import static dev.sessionstack.status.Staged.heard;
import static dev.sessionstack.status.Staged.live;
import static dev.sessionstack.status.Staged.of;
import static dev.sessionstack.status.Staged.types;
import static dev.sessionstack.status.Staged.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.Repairs;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StackStatusTest {

  @Test
  void all_is_well() {
    var status = of(facts(MANAGED, live(2, 2, 1), SERVING));
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
    assertThat(types(status))
        .as("what is abnormal is absent when it is not so")
        .containsExactly("Ready", "UIReady", "StoreReady", "StoreHealthy", "Exposed");
    assertThat(status.sessions().active()).as("three digits").isEqualTo(12300L);
    assertThat(status.url()).isEqualTo("http://shop-ui.default.svc/");
  }

  @Test
  void nothing_new_is_an_equal_status_and_a_change_keeps_other_times() {
    var first = of(facts(MANAGED, live(2, 2, 1), SERVING));
    var later = at("2026-01-01T13:00:00Z");
    assertThat(StackStatus.of(after(first, MANAGED, live(2, 2, 1), SERVING), later))
        .isEqualTo(first);
    assertThat(StackStatus.of(after(first, MANAGED, live(2, 2, 1), null), later))
        .as("an operator that has just started has nothing new to say")
        .isEqualTo(first);
    var down =
        StackStatus.of(
            after(first, MANAGED, live(2, 2, 1), new Failing(Reason.Unreachable, "x")), later);
    assertThat(condition(down, "StoreReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T13:00:00Z");
    assertThat(condition(down, "UIReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
    assertThat(down.sessions()).as("the last figures stay").isEqualTo(first.sessions());
  }

  @Test
  void a_census_that_fails_is_no_change_of_what_the_last_one_found() {
    var first = of(facts(MANAGED, live(2, 2, 1), SERVING));
    assertThat(of(census(new CensusReport.Unknown("Unreachable", "x"), Optional.of(first))))
        .isEqualTo(first);
  }

  @Test
  void sizes_that_are_never_the_same_twice_do_not_write_a_status_each_time() {
    var first = of(facts(MANAGED, live(2, 2, 1), SERVING)).sessions();
    assertThat(first.bytes()).as("two digits").isEqualTo(1_200_000L);
    assertThat(counted(first, count(12345, 1_270_000, 4)).sessions().bytes()).isEqualTo(1_200_000L);
    assertThat(counted(first, count(12345, 1_370_000, 4)).sessions().bytes()).isEqualTo(1_400_000L);
    assertThat(counted(first, count(12345, 0, 4)).sessions().bytes()).isZero();
    assertThat(counted(first, count(12345, 1_234_567, 4)).sessions().endingSoon()).isEqualTo(4L);
  }

  @Test
  void a_census_that_did_not_see_all_says_so() {
    var count = new SessionCount(10, 0, 0, 0, 7, 3, 2000, 200, 400, true);
    var status = counted(null, count);
    assertThat(status.sessions().approximate()).isTrue();
    assertThat(of(facts(MANAGED, live(2, 2, 1), SERVING)).sessions().approximate()).isNull();
  }

  @Test
  void a_stack_without_census_has_no_figures_of_sessions() {
    var disabled = MANAGED.replace("{managed:", "{health: {census: Disabled}, managed:");
    var before = of(facts(MANAGED, live(2, 2, 1), SERVING));
    var status = of(after(before, disabled, live(2, 2, 1), SERVING));
    assertThat(status.sessions()).isNull();
    assertThat(status.store().keysWithoutTtl()).isNull();
  }

  @Test
  void repairs_that_the_store_does_not_permit_name_the_field() {
    var denied =
        new Counted(Staged.COUNT, new Repairs(0, 0, Optional.of("redis:6379 does not permit it")));
    var status = of(census(denied, Optional.empty()));
    assertThat(condition(status, "StoreHealthy"))
        .returns("RepairDenied", Condition::getReason)
        .satisfies(c -> assertThat(c.getMessage()).startsWith("spec.session.hygiene"));
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  private static SessionCount count(long active, long bytes, long endingSoon) {
    return new SessionCount(active, 0, 0, 0, 7, endingSoon, bytes, 200, 400, false);
  }

  private static SessionStackStatus counted(Sessions last, SessionCount count) {
    var before = of(facts(MANAGED, live(2, 2, 1), SERVING));
    return of(
        census(new Counted(count, Repairs.NONE), Optional.of(before).filter(b -> last != null)));
  }

  private static Facts census(CensusReport census, Optional<SessionStackStatus> before) {
    var reports =
        new Reports(
            Optional.of(SERVING),
            Optional.of(census),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Facts(Given.plan(MANAGED), live(2, 2, 1), NOTHING, reports, List.of(), before);
  }

  @Test
  void a_store_that_does_not_answer_makes_the_stack_not_ready() {
    var status =
        of(facts(MANAGED, live(2, 2, 1), new Failing(Reason.AuthenticationFailed, "refused")));
    assertThat(condition(status, "Ready"))
        .returns("False", Condition::getStatus)
        .returns("AuthenticationFailed", Condition::getReason);
    assertThat(condition(status, "StoreHealthy")).returns("Unknown", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).isNotNull();
  }

  /** A pod that is gone is news before the next probe is. */
  @Test
  void an_old_report_does_not_hide_a_server_that_is_down() {
    var status = of(facts(MANAGED, live(2, 2, 0), SERVING));
    assertThat(condition(status, "StoreReady"))
        .returns("False", Condition::getStatus)
        .returns("Starting", Condition::getReason);
  }

  /** A server that hangs: the probe sees it first, then the kubelet, then the probe begins anew. */
  @Test
  void a_pod_that_is_not_ready_since_its_server_hangs_is_no_start() {
    var unreachable = new Failing(Reason.Unreachable, "no answer");
    var fresh = of(facts(MANAGED, live(2, 2, 0), unreachable));
    assertThat(condition(fresh, "StoreReady").getReason()).isEqualTo("Starting");

    var hangs = of(facts(MANAGED, live(2, 2, 1), unreachable));
    for (var report : new StoreReport[] {unreachable, null, unreachable}) {
      hangs = of(after(hangs, MANAGED, live(2, 2, 0), report));
      assertThat(condition(hangs, "StoreReady").getReason()).isEqualTo("Unreachable");
    }
    assertThat(condition(of(after(hangs, MANAGED, live(2, 2, 1), SERVING)), "StoreReady"))
        .returns("Serving", Condition::getReason);
  }

  @Test
  void a_wrong_image_names_the_field_and_what_still_serves() {
    var status =
        of(
            new Facts(
                Given.plan(MANAGED),
                live(new Fleet(Optional.of(deployment(2, 1)), List.of(waiting("ErrImagePull"))), 1),
                NOTHING,
                heard(SERVING),
                List.of(),
                Optional.empty()));
    assertThat(condition(status, "Ready"))
        .as("the old instances serve")
        .returns("True", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).isNotNull();
    assertThat(condition(status, "UIReady"))
        .returns("ImagePullBackOff", Condition::getReason)
        .satisfies(
            c ->
                assertThat(c.getMessage())
                    .startsWith("spec.ui.image: shop:missing")
                    .endsWith("(2 of 2 instances ready)"));
    assertThat(condition(status, "StoreReady")).returns("True", Condition::getStatus);
  }

  /** R17: what is wrong with one component is said of that one alone. */
  @Test
  void R17_a_refused_object_stalls_and_leaves_the_others() {
    var failure =
        new Failure(Component.UI, Failure.REJECTED, "Deployment shop-ui is refused", true);
    var status =
        of(
            new Facts(
                Given.plan(MANAGED),
                live(2, 2, 1),
                NOTHING,
                heard(SERVING),
                List.of(failure),
                Optional.empty()));
    assertThat(condition(status, "Stalled")).returns("Rejected", Condition::getReason);
    assertThat(condition(status, "UIReady")).returns("False", Condition::getStatus);
    assertThat(condition(status, "StoreReady")).returns("True", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).as("waiting does not help").isNull();
  }

  @Test
  void a_hibernated_stack_is_asleep_and_not_in_progress() {
    var status = of(facts("mode: Hibernated\n" + MANAGED, live(0, 0, 0), null));
    assertThat(condition(status, "Ready")).returns("Hibernated", Condition::getReason);
    assertThat(condition(status, "Reconciling")).isNull();
    assertThat(types(status)).as("nobody asks a store that sleeps").doesNotContain("StoreHealthy");
  }

  @Test
  void a_ui_of_no_instances_is_not_ready() {
    var status =
        of(facts("ui: {image: 'shop:1', replicas: 0}\nstore: {memory: {}}", live(0, 0, 0), null));
    assertThat(condition(status, "Ready")).returns("ScaledToZero", Condition::getReason);
    assertThat(condition(status, "Reconciling")).isNull();
  }

  @Test
  void sessions_in_the_process_have_no_store_to_speak_of() {
    var status = of(facts("ui: {image: 'shop:1'}\nstore: {memory: {}}", live(1, 1, 0), null));
    assertThat(types(status)).doesNotContain("StoreHealthy");
    assertThat(status.store()).isNull();
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  @Test
  void what_is_risky_is_a_warning() {
    var status =
        of(facts("ui: {image: 'shop:1', replicas: 2}\nstore: {memory: {}}", live(2, 2, 0), null));
    assertThat(condition(status, "ConfigurationWarning"))
        .returns("AffinityNeeded", Condition::getReason);
  }

  @Test
  void an_autoscaler_without_figures_is_a_warning_and_one_with_them_is_none() {
    assertThat(Scene.of("").autoscaler("False").says("ConfigurationWarning"))
        .isEqualTo("True AutoscalerBlind");
    assertThat(Scene.of("").autoscaler("True").says("ConfigurationWarning")).isEqualTo("absent");
  }

  @Test
  void instances_that_an_autoscaler_adds_are_no_trouble_while_the_least_serve() {
    var spec =
        "ui: {image: 'shop:1', autoscaling: {minReplicas: 2, maxReplicas: 5}}\nstore: {memory: {}}";
    var growing = of(facts(spec, live(4, 2, 0), null));
    assertThat(condition(growing, "UIReady")).returns("True", Condition::getStatus);
    assertThat(condition(growing, "Reconciling")).isNull();
    assertThat(condition(of(facts(spec, live(4, 1, 0), null)), "UIReady"))
        .returns("Starting", Condition::getReason);
  }
}
