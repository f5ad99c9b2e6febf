package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator made stays as it made it (R27), and what is right is left alone (R2, R24). */
@OnCluster
class ChildrenE2E {

  private static RealCluster cluster;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("children");
    cluster.apply("redis");
    cluster.awaitReady("redis");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void R27_every_deleted_child_is_back_and_secrets_are_the_same() {
    for (var child : children()) {
      cluster.client.resource(child).delete();
      var back =
          await()
              .alias(child.getKind() + "/" + child.getMetadata().getName())
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> cluster.client.resource(child).get(),
                  live ->
                      live != null
                          && !live.getMetadata().getUid().equals(child.getMetadata().getUid())
                          && live.getMetadata().getDeletionTimestamp() == null);
      if (back instanceof Secret secret) {
        assertThat(secret.getData()).isEqualTo(((Secret) child).getData());
      }
    }
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
    for (var child : children()) {
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
    var audit = AuditLog.find();
    awaitQuiet();
    var versions = versions();
    var mark = audit.isPresent() ? audit.get().size() : 0;
    // A label is an event for the operator, so it reconciles, and nothing in the spec changes.
    cluster.patch("redis", "{\"metadata\": {\"labels\": {\"touched\": \"yes\"}}}");
    TimeUnit.SECONDS.sleep(120); // the measurement itself: what is written in two minutes
    assertThat(versions()).isEqualTo(versions);
    if (audit.isPresent()) {
      assertThat(audit.get().operatorWritesSince(mark, cluster.namespace)).isEmpty();
    }
  }

  /**
   * What other tests did may still be settling: until half a minute has passed without a change.
   */
  private static void awaitQuiet() {
    var last = new AtomicReference<>(versions());
    var since = new AtomicLong(System.nanoTime());
    await()
        .atMost(RealCluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              var now = versions();
              if (!now.equals(last.getAndSet(now))) {
                since.set(System.nanoTime());
              }
              return System.nanoTime() - since.get() > Duration.ofSeconds(35).toNanos();
            });
  }

  private static List<? extends HasMetadata> children() {
    return Leftovers.objects(cluster)
        .filter(o -> !(o instanceof Pod) && !(o instanceof PersistentVolumeClaim))
        .filter(o -> Labels.OPERATOR.equals(o.getMetadata().getLabels().get(Labels.MANAGED_BY)))
        .toList();
  }

  private static List<String> versions() {
    return Leftovers.objects(cluster)
        .map(
            o ->
                o.getKind()
                    + "/"
                    + o.getMetadata().getName()
                    + " "
                    + o.getMetadata().getResourceVersion())
        .toList();
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
