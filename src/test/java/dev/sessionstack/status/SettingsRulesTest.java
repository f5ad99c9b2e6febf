package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.store.SettingsReport;
import dev.sessionstack.store.SettingsReport.Applied;
import dev.sessionstack.store.SettingsReport.Difference;
import dev.sessionstack.store.SettingsReport.Hidden;
import dev.sessionstack.store.SettingsReport.Refused;
import dev.sessionstack.store.SettingsReport.Unanswered;
import dev.sessionstack.store.SettingsReport.Unsaved;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsRulesTest {

  @Test
  void settings_that_the_server_has_are_no_news() {
    assertThat(scene(new Applied(Persistence.AOF)).says("StoreHealthy"))
        .isEqualTo("True WithinBudget");
  }

  @Test
  void a_change_is_pending_until_the_server_says_that_it_has_it() {
    assertThat(scene(null).says("StoreHealthy")).isEqualTo("Unknown SettingsPending");
    assertThat(scene(new Unanswered()).says("StoreHealthy")).isEqualTo("Unknown SettingsPending");
  }

  /** An operator that has just started has not looked yet, and that is no change of the stack. */
  @Test
  void what_was_said_of_the_same_spec_stands_until_there_is_news() {
    var before = scene(new Applied(Persistence.AOF)).status();
    assertThat(scene(null).after(before).says("StoreHealthy")).isEqualTo("True WithinBudget");
  }

  @Test
  void a_refusal_names_the_field_and_what_the_server_has() {
    var refused =
        new Refused(
            List.of(
                new Difference(Setting.MAX_MEMORY, "200", "100"),
                new Difference(Setting.MAX_CLIENTS, "50000", "4064")));
    var status = scene(refused).status();
    var condition = Staged.condition(status, "StoreHealthy");
    assertThat(condition.getReason()).isEqualTo("SettingsRefused");
    assertThat(condition.getMessage())
        .startsWith("spec.store.managed.maxMemoryPercent: the server keeps maxmemory at 100")
        .contains("spec.store.managed.maxClients: the server keeps maxclients at 4064")
        .contains("too few files");
    assertThat(Staged.condition(status, "Ready").getStatus())
        .as("users are served")
        .isEqualTo("True");
  }

  /** R16: what is not done yet is no trouble, and until it is the old way is the way back. */
  @Test
  void a_server_that_saves_in_another_way_is_being_changed_until_it_has_saved_all() {
    assertThat(scene(new Unsaved()).says("StoreHealthy")).isEqualTo("Unknown PersistenceChanging");
    assertThat(scene(new Unsaved()).says("Ready")).isEqualTo("True Serving");
  }

  @Test
  void a_server_that_hides_its_settings_takes_them_with_a_restart() {
    assertThat(scene(new Hidden()).says("StoreHealthy")).isEqualTo("False SettingsRefused");
  }

  /** Nothing is told to the server of a stack that is paused, so nothing is pending either. */
  @Test
  void a_paused_stack_has_no_settings_to_wait_for() {
    assertThat(Scene.of("mode: Paused\n").settings("256Mi", null).says("StoreHealthy"))
        .isEqualTo("True WithinBudget");
  }

  private static Scene scene(SettingsReport report) {
    return Scene.of("").settings("256Mi", report);
  }
}
