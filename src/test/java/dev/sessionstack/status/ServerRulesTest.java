package dev.sessionstack.status;

import static dev.sessionstack.status.Staged.condition;
import static dev.sessionstack.status.Staged.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Component;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerRulesTest {

  @ParameterizedTest
  @CsvSource({"backend, BACKEND, BackendReady", "modelServer, MODEL_SERVER, ModelServerReady"})
  void a_server_is_ready_when_all_its_instances_are(
      String section, Component component, String type) {
    var spec = section + ": {image: 'api:1', replicas: 2}\n";
    assertThat(Scene.of("").says(type)).isEqualTo("absent");
    assertThat(Scene.of(spec).says(type)).isEqualTo("False Creating");
    assertThat(Scene.of(spec).says("Ready")).isEqualTo("False Creating");
    assertThat(Scene.of(spec).server(component, 2, 1).says(type)).isEqualTo("False Starting");
    assertThat(Scene.of(spec).server(component, 2, 1).says("Ready")).isEqualTo("False Starting");
    assertThat(Scene.of(spec).server(component, 2, 2).says(type)).isEqualTo("True Serving");
    assertThat(Scene.of(spec).server(component, 2, 2).says("Ready")).isEqualTo("True Serving");
  }

  @ParameterizedTest
  @CsvSource({"backend, BACKEND, BackendReady", "modelServer, MODEL_SERVER, ModelServerReady"})
  void a_server_at_zero_by_its_spec_is_an_outage_and_not_in_progress(
      String section, Component component, String type) {
    var scene = Scene.of(section + ": {image: 'api:1', replicas: 0}\n").server(component, 0, 0);
    assertThat(scene.says(type)).isEqualTo("False ScaledToZero");
    assertThat(scene.says("Ready")).isEqualTo("False ScaledToZero");
    assertThat(scene.says("Reconciling")).isEqualTo("absent");
    assertThat(condition(scene.status(), type).getMessage())
        .startsWith("spec." + section + ".replicas");
  }

  @Test
  void a_wrong_image_names_its_field_and_the_old_instances_answer() {
    var scene =
        Scene.of("backend: {image: 'api:1', replicas: 2}\n")
            .server(Component.BACKEND, 3, 2, waiting("ErrImagePull"));
    assertThat(scene.says("BackendReady")).isEqualTo("False ImagePullBackOff");
    assertThat(condition(scene.status(), "BackendReady").getMessage())
        .startsWith("spec.backend.image: shop:missing");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
  }

  /** The cause before what it keeps from starting. */
  @Test
  void of_several_outages_the_first_cause_is_said() {
    var scene =
        Scene.of("backend: {image: 'api:1'}\nmodelServer: {image: 'm:1'}\nscheduler: {app: s}\n");
    assertThat(condition(scene.status(), "Ready").getMessage()).startsWith("ModelServerReady: ");
    scene.server(Component.MODEL_SERVER, 1, 1);
    assertThat(condition(scene.status(), "Ready").getMessage()).startsWith("BackendReady: ");
    scene.server(Component.BACKEND, 1, 1);
    assertThat(condition(scene.status(), "Ready").getMessage()).startsWith("SchedulerReady: ");
    scene.store(new Failing(Reason.Unreachable, "x"));
    assertThat(condition(scene.status(), "Ready").getMessage()).startsWith("StoreReady: ");
  }

  @Test
  void a_refused_object_of_one_server_is_nothing_to_the_other() {
    var failure = new Failure(Component.BACKEND, Failure.REJECTED, "Service refused", true);
    var scene =
        Scene.of("backend: {image: 'api:1'}\nmodelServer: {image: 'm:1'}\n")
            .server(Component.BACKEND, 1, 1)
            .server(Component.MODEL_SERVER, 1, 1)
            .failed(failure);
    assertThat(scene.says("BackendReady")).isEqualTo("False Rejected");
    assertThat(scene.says("ModelServerReady")).isEqualTo("True Serving");
    assertThat(scene.says("Ready")).as("it answers as before").isEqualTo("True Serving");
  }

  @Test
  void servers_hibernate() {
    var scene = Scene.of("mode: Hibernated\nbackend: {image: 'api:1'}\n");
    assertThat(scene.server(Component.BACKEND, 0, 0).says("BackendReady"))
        .isEqualTo("False Hibernated");
  }
}
