package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The operator itself comes and goes; stacks are put to sleep and woken. */
@OnCluster
@Isolated
class OperatorE2E {

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RealCluster.alone("operator");
  }

  @AfterAll
  static void close() {
    cluster.operator(1);
    cluster.close();
  }

  @Test
  void a_change_made_while_it_was_down_is_caught_up_with() {
    cluster.apply("memory");
    cluster.awaitReady("memory");
    cluster.operator(0);
    cluster.patch("memory", "{\"spec\": {\"ui\": {\"replicas\": 2}}}");
    cluster.operator(1);
    cluster.awaitReady("memory");
    assertThat(cluster.pods("memory", "ui")).hasSize(2);
    assertThat(cluster.condition("memory", "ConfigurationWarning"))
        .as("Gradio's default affinity is ClientIP, so two instances are no risk")
        .isEmpty();
  }

  /** What it knew is in the cluster, and what it does not know yet is no news (R14). */
  @Test
  void R14_a_restart_writes_nothing() throws Exception {
    var audit = AuditLog.find();
    Assumptions.assumeTrue(audit.isPresent(), "-Dcluster.audit names the API server's audit log");
    cluster.apply("redis", "restart");
    cluster.awaitReady("restart");
    cluster.operator(0);
    var mark = audit.get().size();
    cluster.operator(1);
    // Another stack that goes Ready shows that the pass over those that were there is over.
    cluster.apply("memory", "beacon");
    cluster.awaitReady("beacon");
    assertThat(audit.get().operatorWritesSince(mark, cluster.namespace))
        .anyMatch(write -> write.contains("/beacon"))
        .noneMatch(write -> write.contains("/restart"));
  }

  /** R5: no finalizer, so the operator is not needed to delete. */
  @Test
  void R5_a_stack_is_deleted_while_it_is_down() {
    cluster.apply("memory", "gone");
    cluster.awaitReady("gone");
    cluster.operator(0);
    cluster.stack("gone").delete();
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> assertThat(Leftovers.of(cluster)).noneMatch(object -> object.contains("/gone")));
    cluster.operator(1);
  }

  @Test
  void a_stack_sleeps_and_wakes_with_its_sessions() throws Exception {
    cluster.apply("redis");
    cluster.awaitReady("redis");
    var ada = new Visitor(cluster, "redis");
    ada.login("ada");
    ada.count();
    cluster.patch("redis", "{\"spec\": {\"mode\": \"Hibernated\"}}");
    cluster.awaitCondition("redis", "Ready", "False", "Hibernated");
    await().atMost(RealCluster.PATIENCE).until(() -> cluster.pods("redis", "ui").isEmpty());
    await().atMost(RealCluster.PATIENCE).until(() -> cluster.pods("redis", "redis").isEmpty());
    cluster.patch("redis", "{\"spec\": {\"mode\": \"Running\"}}");
    cluster.awaitReady("redis");
    assertThat(ada.count()).isEqualTo(2);
  }
}
