package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UiAutoscalingTest {

  private static final String UI =
      "ui: {image: 'shop:1', autoscaling: {minReplicas: 2, maxReplicas: 6},"
          + " resources: {requests: {cpu: 100m}}}\n";

  @Test
  void R25_with_an_autoscaler_no_number_is_written() {
    assertThat(stated(UI, Map.of())).isEmpty();
  }

  @Test
  void R25_a_number_of_ours_is_kept_until_the_autoscaler_writes_it() {
    assertThat(stated(UI, Map.of("shop-ui", 4))).contains(4);
    assertThat(stated(UI, Map.of("shop-worker-ui", 4))).as("another Deployment").isEmpty();
  }

  @Test
  void R25_a_stack_that_wakes_begins_with_the_least() {
    assertThat(stated(UI, Map.of("shop-ui", 0))).contains(2);
  }

  @Test
  void a_hibernated_stack_has_no_autoscaler_and_no_instance() {
    var plan = Given.plan("mode: Hibernated\n" + UI + "store: {managed: {}}");
    assertThat(plan.ui().autoscaling()).isEmpty();
    assertThat(plan.ui().stated()).contains(0);
    assertThat(plan.ui().several()).isFalse();
  }

  @Test
  void defaults_of_the_autoscaler_are_those_of_the_crd() {
    var plan =
        Given.plan("ui: {image: 'shop:1', autoscaling: {maxReplicas: 3}}\nstore: {managed: {}}");
    assertThat(plan.ui().autoscaling()).contains(new UiPlan.Autoscaling(1, 3, 70));
    assertThat(plan.ui().several()).as("there may be three").isTrue();
  }

  @Test
  void percent_of_nothing_is_a_warning_and_a_limit_is_a_request() {
    assertThat(warnings("")).containsExactly("CPURequestMissing");
    assertThat(warnings(", resources: {limits: {memory: 1Gi}}"))
        .containsExactly("CPURequestMissing");
    assertThat(warnings(", resources: {requests: {cpu: 100m}}")).isEmpty();
    assertThat(warnings(", resources: {limits: {cpu: 1}}")).isEmpty();
  }

  @Test
  void instances_that_may_come_do_not_know_the_sessions_of_the_first() {
    var plan = Given.plan(UI.replace("minReplicas: 2", "minReplicas: 1") + "store: {memory: {}}");
    assertThat(plan.warnings()).extracting(Problem::reason).containsExactly("AffinityNeeded");
  }

  private static Iterable<String> warnings(String more) {
    return Given.plan(
            "ui: {image: 'shop:1', autoscaling: {maxReplicas: 3}"
                + (more + "}\nstore: {managed: {resources: {limits: {memory: 1Gi}}}}"))
        .warnings()
        .stream()
        .map(Problem::reason)
        .toList();
  }

  private static Optional<Integer> stated(String ui, Map<String, Integer> held) {
    var stack = Given.spec(ui + "store: {managed: {}}");
    return StackPlan.of(stack, Given.PLATFORM, Given.held(stack, held)).ui().stated();
  }
}
