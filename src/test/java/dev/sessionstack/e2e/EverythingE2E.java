package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A stack with every section: quiet when there is nothing to do, whole again, and taken apart. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EverythingE2E {

  private static final String STACK = "all";

  private static RealCluster cluster;
  private static Children children;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("everything");
    FrontProxy.require(cluster.client);
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply(
        "celery",
        STACK,
        spec -> {
          // Periodic tasks are something to do.
          TaskStack.hasten(spec, 120, 3600);
          spec.withObject("/loadBalancer").put("host", "everything.example.com");
          spec.withObject("/ui").remove("replicas");
          spec.withObject("/ui").withObject("/autoscaling").put("minReplicas", 1);
          spec.withObject("/ui").withObject("/autoscaling").put("maxReplicas", 2);
          ((ObjectNode) spec.withArray("workers").get(0)).put("replicas", 1);
        });
    children = new Children(cluster);
    cluster.awaitAllWell(STACK);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void R24_two_idle_minutes_and_a_second_reconcile_write_nothing() throws Exception {
    children.assertQuiet(STACK);
  }

  @Test
  @Order(2)
  void R27_every_deleted_child_is_back_and_secrets_are_the_same() {
    System.out.println(children.all().size() + " children: " + children.uids().keySet());
    children.deleteEachAndAwaitBack();
    cluster.awaitAllWell(STACK);
  }

  @Test
  @Order(3)
  void each_section_that_is_removed_takes_its_own_objects_and_no_others() {
    without("/scheduler", of("scheduler"));
    without("/workers", of("worker"));
    without("/backend", of("backend"));
    without("/modelServer", of("model-server"));
    without("/objectStorage", title -> false);
    without("/loadBalancer", title -> title.startsWith("Ingress/"));
    // One instance, now for good, has no PodDisruptionBudget.
    without(
        "/ui/autoscaling",
        title ->
            title.startsWith("HorizontalPodAutoscaler/")
                || title.equals("PodDisruptionBudget/" + STACK + "-ui"));
    cluster.awaitReady(STACK);
    assertThat(cluster.stack(STACK).get().getStatus().conditions())
        .extracting(condition -> condition.getType())
        .containsExactlyInAnyOrder("Ready", "UIReady", "StoreReady", "StoreHealthy", "Exposed");
    assertThat(cluster.stack(STACK).get().getStatus().workers()).isEmpty();
  }

  private static Predicate<String> of(String component) {
    return title -> title.matches(".*/" + STACK + "-" + component + "(-.*)?");
  }

  private static void without(String section, Predicate<String> isOfIt) {
    Map<String, String> before = children.uids();
    var rest = new TreeMap<>(before);
    rest.keySet().removeIf(isOfIt);
    System.out.println("Without " + section + ": " + rest.size() + " of " + before.size());
    cluster.edit(STACK, "remove", section, null);
    cluster.awaitAllWell(STACK);
    await()
        .alias("without " + section)
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(() -> assertThat(new TreeMap<>(children.uids())).isEqualTo(rest));
  }
}
