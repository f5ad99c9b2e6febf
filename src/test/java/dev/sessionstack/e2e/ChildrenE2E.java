package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator made stays as it made it (R27), and what is right is left alone (R2, R24). */
@OnCluster
class ChildrenE2E {

  private static RealCluster cluster;
  private static Children children;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("children");
    children = new Children(cluster);
    cluster.apply("redis");
    cluster.awaitReady("redis");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void R27_every_deleted_child_is_back_and_secrets_are_the_same() {
    children.deleteEachAndAwaitBack();
    cluster.awaitReady("redis");
  }

  @Test
  void every_edited_child_is_put_back() {
    var edits =
        Map.of(
            "Deployment/redis-ui", "{\"spec\": {\"replicas\": 1}}",
            "Service/redis-ui", "{\"spec\": {\"sessionAffinity\": \"None\"}}",
            "Service/redis-redis", "{\"spec\": {\"publishNotReadyAddresses\": null}}",
            "ConfigMap/redis-redis-config", "{\"data\": {\"redis.conf\": \"port 1\"}}",
            "Secret/redis-store", "{\"data\": {\"password\": \"eA==\"}}",
            "Secret/redis-session", "{\"data\": {\"JWT_SECRET\": null}}",
            "PodDisruptionBudget/redis-ui", "{\"spec\": {\"maxUnavailable\": 2}}",
            "NetworkPolicy/redis-redis", "{\"spec\": {\"ingress\": null}}",
            "StatefulSet/redis-redis", "{\"spec\": {\"replicas\": 0}}",
            "ServiceAccount/redis", "{\"automountServiceAccountToken\": true}");
    assertThat(edits).hasSizeGreaterThanOrEqualTo(10);
    for (var child : children.all()) {
      var edit = edits.get(child.getKind() + "/" + child.getMetadata().getName());
      if (edit == null) {
        continue; // RedisNodes has nothing that may be edited, and the keys are immutable
      }
      var edited =
          cluster.client.resource(child).patch(PatchContext.of(PatchType.JSON_MERGE), edit);
      await()
          .alias(child.getKind() + "/" + child.getMetadata().getName())
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                var live = cluster.client.resource(child).get();
                assertThat(live.getMetadata().getResourceVersion())
                    .isNotEqualTo(edited.getMetadata().getResourceVersion());
                assertThat(content(live)).isEqualTo(content(child));
              });
    }
    cluster.awaitReady("redis");
  }

  @Test
  void R24_two_idle_minutes_and_a_second_reconcile_write_nothing() throws Exception {
    cluster.awaitReady("redis");
    children.assertQuiet("redis");
  }

  /** All but what the API server keeps about it. */
  private static Object content(HasMetadata object) {
    var copy = cluster.client.getKubernetesSerialization().clone(object);
    copy.getMetadata().setManagedFields(null);
    copy.getMetadata().setResourceVersion(null);
    copy.getMetadata().setGeneration(null);
    copy.getMetadata().setAnnotations(null);
    var json =
        cluster
            .client
            .getKubernetesSerialization()
            .convertValue(copy, com.fasterxml.jackson.databind.node.ObjectNode.class);
    json.remove("status");
    return json;
  }
}
