package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.ui.UiDeployment;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R9: nobody goes on before the last of those who have the old keys is gone. */
class RolloutTest {

  private static final StackPlan PLAN = Given.plan("ui: {image: 'shop:1'}\nstore: {managed: {}}");
  private static final String CONTENT = PLAN.ui().container().contentHash();

  @Test
  void R9_it_is_over_when_every_pod_is_of_the_content_of_now() {
    assertThat(isOver(ui(CONTENT, 2, 2), pod(Component.UI, CONTENT, "Running"))).isTrue();
    assertThat(isOver(ui(CONTENT, 0, 0))).as("asleep").isTrue();
  }

  @Test
  void R9_a_pod_that_drains_still_has_the_old_keys() {
    assertThat(
            isOver(
                ui(CONTENT, 2, 2),
                pod(Component.UI, CONTENT, "Running"),
                pod(Component.UI, "old", "Running")))
        .isFalse();
    assertThat(isOver(ui(CONTENT, 2, 2), pod(Component.UI, "old", "Failed")))
        .as("one that has ended has none")
        .isTrue();
  }

  @Test
  void a_pod_of_a_pool_that_was_removed_counts_and_one_of_the_store_does_not() {
    assertThat(isOver(ui(CONTENT, 2, 2), pod(Component.WORKERS, "old", "Running"))).isFalse();
    assertThat(isOver(ui(CONTENT, 2, 2), pod(Component.STORE, "old", "Running"))).isTrue();
  }

  @Test
  void a_deployment_that_has_not_begun_is_not_over() {
    assertThat(isOver(ui("old", 2, 2))).as("not applied").isFalse();
    assertThat(isOver(ui(CONTENT, 2, 1))).as("on its way").isFalse();
    var unseen =
        new DeploymentBuilder(ui(CONTENT, 2, 2))
            .editMetadata()
            .withGeneration(8L)
            .endMetadata()
            .build();
    assertThat(isOver(unseen)).as("not seen by its controller").isFalse();
  }

  private static boolean isOver(Deployment ui, Pod... pods) {
    var live =
        new Workloads(
            new Fleet(Optional.of(ui), List.of()),
            Optional.empty(),
            Optional.empty(),
            Single.NONE,
            Optional.empty(),
            Map.of(),
            Single.NONE,
            Map.of());
    return Rollout.isOver(PLAN, live, List.of(pods));
  }

  private static Deployment ui(String content, int replicas, int updated) {
    return new DeploymentBuilder(new UiDeployment().desired(PLAN))
        .editMetadata()
        .withGeneration(7L)
        .endMetadata()
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToAnnotations(PodTemplate.CONTENT, content)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(7L)
        .withReplicas(replicas)
        .withUpdatedReplicas(updated)
        .endStatus()
        .build();
  }

  private static Pod pod(Component component, String content, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withLabels(Labels.of("shop", component))
        .addToAnnotations(PodTemplate.CONTENT, content)
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }
}
