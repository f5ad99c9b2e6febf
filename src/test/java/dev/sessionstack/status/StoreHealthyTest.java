package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.plan.Given;
import dev.sessionstack.store.MemoryInfo;
import dev.sessionstack.store.StoreReport.Serving;
import dev.sessionstack.store.StoreTrend;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a store under pressure, when it begins and when it ends. */
class StoreHealthyTest {

  private static final StorePressure WELL = StorePressure.none();
  private static final String EXTERNAL = "ui: {image: 'shop:1'}\nstore: {external: {host: r}}\n";
  private static final String WORKERS = "workers: [{name: main}]\n";

  private SessionStackStatus last;
  private String spec = Staged.MANAGED;

  @Test
  void a_store_in_its_budget_has_no_troubles() {
    look(WELL);
    assertThat(says()).isEqualTo("True WithinBudget");
    assertThat(troubles()).isEmpty();
  }

  @Test
  void an_unhealthy_store_leaves_the_stack_ready() {
    look(WELL.memory(85, "noeviction"));
    assertThat(says()).isEqualTo("False MemoryPressure");
    assertThat(message())
        .contains("80%", "spec.store.health.memoryWarningPercent", "resources.limits.memory");
    assertThat(Staged.condition(last, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void pressure_begins_at_the_threshold_and_ends_clearly_below_it() {
    look(WELL.memory(79, "noeviction"));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.memory(80, "noeviction"));
    assertThat(says()).isEqualTo("False MemoryPressure");
    look(WELL.memory(75, "noeviction"));
    assertThat(says()).as("it does not flap").isEqualTo("False MemoryPressure");
    look(WELL.memory(74, "noeviction"));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.memory(79, "noeviction"));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  /** R14: a server at rest is a little fuller after a minute, and an operator that starts looks. */
  @Test
  void R14_a_figure_that_differs_by_a_point_is_no_change_of_the_status() {
    look(WELL.memory(40, "noeviction"));
    look(WELL.memory(41, "noeviction"));
    assertThat(last.store().memoryUsedPercent()).isEqualTo(40);
    look(WELL.memory(42, "noeviction"));
    assertThat(last.store().memoryUsedPercent()).isEqualTo(42);
    look(WELL.memory(40, "noeviction"));
    assertThat(last.store().memoryUsedPercent()).isEqualTo(40);
  }

  @Test
  void a_new_operator_neither_raises_nor_clears_in_between() {
    look(WELL.memory(80, "noeviction"));
    look(WELL.memory(77, "noeviction").trend(StoreTrend.NONE));
    assertThat(says()).isEqualTo("False MemoryPressure");
  }

  @Test
  void thresholds_are_the_users() {
    spec = health("memoryWarningPercent: 50, clientsWarningPercent: 10, evictedKeysWarning: 100");
    look(WELL.memory(50, "noeviction"));
    assertThat(says()).isEqualTo("False MemoryPressure");
    look(WELL.clients(10));
    assertThat(says()).isEqualTo("False ConnectionPressure");
    look(WELL.happened(90, 0, 0, 0));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.happened(100, 0, 0, 0));
    assertThat(says()).isEqualTo("False KeysEvicted");
  }

  @Test
  void a_full_store_that_evicts_nothing_refuses_writes() {
    look(WELL.memory(100, "noeviction"));
    assertThat(says()).isEqualTo("False MemoryFull");
    assertThat(message()).contains("refuses writes (OOM)", "also MemoryPressure: ");
    look(WELL.memory(98, "noeviction"));
    assertThat(says()).as("it hovers there").isEqualTo("False MemoryFull");
    look(WELL.memory(96, "noeviction"));
    assertThat(says()).isEqualTo("False MemoryPressure");
    look(WELL.memory(100, "volatile-lru"));
    assertThat(says()).as("it makes room").isEqualTo("False MemoryPressure");
  }

  @Test
  void a_store_that_is_full_in_its_first_minutes_is_not_full_for_long() {
    var young = new StoreTrend(false, 0, 0, 0, 0, false, Optional.empty(), false, 0, 0);
    look(WELL.memory(100, "noeviction").trend(young));
    assertThat(says()).isEqualTo("False MemoryFull");
    look(WELL.memory(50, "noeviction").trend(young));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void writes_that_were_refused_between_two_looks_count() {
    look(WELL.happened(0, 3, 0, 0));
    assertThat(says()).isEqualTo("False WritesRefused");
    assertThat(message()).contains("within 10m");
    look(WELL);
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void what_happened_is_said_for_the_window_even_by_a_new_operator() {
    look(WELL.happened(1, 0, 1, 1));
    assertThat(troubles())
        .containsExactly("KeysEvicted", "ConnectionsRejected", "ClientsDisconnected");
    look(WELL.trend(StoreTrend.NONE));
    assertThat(troubles())
        .as("nothing is known yet")
        .containsExactly("KeysEvicted", "ConnectionsRejected", "ClientsDisconnected");
    look(WELL);
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void the_first_look_of_all_raises_nothing() {
    look(WELL.trend(StoreTrend.NONE));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void the_most_urgent_of_several_troubles_is_the_reason_and_all_are_named() {
    look(
        WELL.memory(100, "allkeys-lru")
            .persistence(true, false, false)
            .clients(90)
            .happened(5, 0, 0, 0));
    assertThat(says()).isEqualTo("False PersistenceFailing");
    assertThat(troubles())
        .containsExactly(
            "PersistenceFailing", "KeysEvicted", "MemoryPressure", "ConnectionPressure");
    assertThat(message()).contains("also KeysEvicted: ", "also ConnectionPressure: ");
  }

  @Test
  void a_trouble_beside_another_does_not_flap_either() {
    look(WELL.memory(80, "noeviction").persistence(true, false, false));
    look(WELL.memory(76, "noeviction").persistence(true, false, false));
    assertThat(troubles()).containsExactly("PersistenceFailing", "MemoryPressure");
  }

  @Test
  void what_of_persistence_fails_is_said() {
    look(WELL.persistence(false, true, true));
    assertThat(message()).contains("append-only file cannot be written");
    look(WELL.persistence(true, false, false));
    assertThat(message()).contains("snapshot");
    look(WELL.persistence(false, false, true));
    assertThat(message()).contains("cannot be rewritten");
  }

  @Test
  void a_store_that_refuses_all_writes_is_not_ready() {
    look(new Serving(WELL.persistence(false, true, false).report().info(), Staged.CALM, true));
    assertThat(says()).isEqualTo("False PersistenceFailing");
    assertThat(message()).contains("MISCONF");
    assertThat(Staged.condition(last, "StoreReady"))
        .returns("False", Condition::getStatus)
        .returns("PersistenceFailing", Condition::getReason);
    assertThat(Staged.condition(last, "Ready").getReason()).isEqualTo("PersistenceFailing");
  }

  @Test
  void memory_that_fills_is_foretold_in_round_words() {
    look(WELL.fullIn(45));
    assertThat(says()).isEqualTo("False MemoryFilling");
    assertThat(message()).startsWith("memory is full in about 45m if it grows as it did");
    look(WELL.fullIn(90));
    assertThat(says()).as("not yet over").isEqualTo("False MemoryFilling");
    look(WELL.trend(StoreTrend.NONE));
    assertThat(says()).as("nothing is known").isEqualTo("False MemoryFilling");
    look(WELL.fullIn(120));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.fullIn(90));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void memory_that_the_process_takes_for_nothing() {
    look(WELL.memory(new MemoryInfo(Optional.of(60), false, "noeviction", Optional.of(150))));
    assertThat(says()).isEqualTo("False MemoryFragmented");
    look(WELL.memory(new MemoryInfo(Optional.of(60), false, "noeviction", Optional.of(130))));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void a_brokers_lists_must_not_be_evicted() {
    spec = EXTERNAL + WORKERS;
    look(WELL.memory(10, "allkeys-lfu"));
    assertThat(says()).isEqualTo("False EvictionPolicyUnsafe");
    look(WELL.memory(10, "volatile-ttl"));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.memory(new MemoryInfo(Optional.empty(), false, "allkeys-lru", Optional.empty())));
    assertThat(says()).as("without maxmemory nothing is evicted").isEqualTo("True WithinBudget");
    spec = EXTERNAL;
    look(WELL.memory(10, "allkeys-lfu"));
    assertThat(says()).as("nobody's tasks").isEqualTo("True WithinBudget");
  }

  @Test
  void a_replica_takes_no_sessions_and_one_without_its_primary_is_old() {
    spec = EXTERNAL;
    look(WELL.replication("replica", false, 0));
    assertThat(says()).isEqualTo("False ReadOnly");
    look(WELL.replication("replica", true, 10));
    assertThat(troubles()).as("it may be back in a moment").containsExactly("ReadOnly");
    look(WELL.replication("replica", true, 30));
    assertThat(troubles()).containsExactly("ReadOnly", "ReplicationBroken");
    look(WELL.replication("replica", false, 0));
    assertThat(troubles()).containsExactly("ReadOnly");
  }

  @Test
  void replicas_that_lag_or_leave() {
    spec = EXTERNAL;
    look(WELL.replication("master", false, 30));
    assertThat(says()).isEqualTo("False ReplicationLagging");
    look(WELL.replication("master", false, 25));
    assertThat(says()).isEqualTo("False ReplicationLagging");
    look(WELL.replication("master", false, 20));
    assertThat(says()).isEqualTo("True WithinBudget");
    look(WELL.trend(new StoreTrend(true, 0, 0, 0, 0, true, Optional.empty(), true, 0, 0)));
    assertThat(says()).isEqualTo("False ReplicaLost");
    look(WELL);
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void slow_answers_and_blocked_clients() {
    look(WELL.slow(500, 1000));
    assertThat(says()).isEqualTo("False SlowAnswers");
    look(WELL.slow(300, 1000));
    assertThat(says()).isEqualTo("False SlowAnswers");
    look(WELL.trend(StoreTrend.NONE));
    assertThat(says()).as("too few looks").isEqualTo("False SlowAnswers");
    look(WELL.slow(200, 1000));
    assertThat(says()).as("workers wait like that").isEqualTo("True WithinBudget");
    spec = health("blockedClientsWarning: 100");
    look(WELL.slow(0, 100));
    assertThat(says()).isEqualTo("False ClientsBlocked");
  }

  @Test
  void what_may_not_be_asked_is_no_trouble() {
    last = Scene.of("").store(new Serving(Optional.empty(), Staged.CALM, false)).status();
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  @Test
  void troubles_of_another_store_are_not_remembered() {
    look(WELL.happened(1, 0, 0, 0));
    spec = EXTERNAL;
    look(WELL.trend(StoreTrend.NONE));
    assertThat(says()).isEqualTo("True WithinBudget");
  }

  private void look(StorePressure pressure) {
    look(pressure.report());
  }

  private void look(Serving report) {
    var scene = Scene.of("").planned(Given.plan(spec)).store(report);
    last = (last == null ? scene : scene.after(last)).status();
  }

  private static String health(String fields) {
    return "ui: {image: 'shop:1', replicas: 2}\nstore: {managed: {}, health: {" + fields + "}}\n";
  }

  private String says() {
    var condition = Staged.condition(last, "StoreHealthy");
    return condition.getStatus() + " " + condition.getReason();
  }

  private String message() {
    return Staged.condition(last, "StoreHealthy").getMessage();
  }

  private List<String> troubles() {
    return last.store().troubles();
  }
}
