package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** R4, R5, R16: what cannot simply be changed, with real controllers, pods and volumes. */
@OnCluster
class AwkwardChangesE2E {

  private static final String GROWING = "sessionstack-e2e-growing";

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("awkward-changes");
    var usual =
        cluster.client.storage().v1().storageClasses().list().getItems().stream()
            .filter(AwkwardChangesE2E::isDefault)
            .findFirst()
            .orElseThrow();
    cluster
        .client
        .resource(
            new StorageClassBuilder(usual)
                .withNewMetadata()
                .withName(GROWING)
                .endMetadata()
                .withAllowVolumeExpansion(true)
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  @AfterAll
  static void close() {
    cluster.client.storage().v1().storageClasses().withName(GROWING).delete();
    cluster.close();
  }

  @Test
  void a_volume_grows_and_its_pod_and_sessions_stay() throws Exception {
    cluster.apply("redis", "grow", spec -> storage(spec).put("storageClassName", GROWING));
    cluster.awaitReady("grow");
    var ada = new Visitor(cluster, "grow");
    ada.login("ada");
    var before = pod("grow");
    var set = set("grow").getMetadata().getUid();
    var revision = before.getMetadata().getLabels().get("controller-revision-hash");

    cluster.patch(
        "grow", "{\"spec\": {\"store\": {\"managed\": {\"storage\": {\"size\": \"2Gi\"}}}}}");

    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(set("grow").getMetadata().getUid()).isNotEqualTo(set);
              assertThat(set("grow").getStatus().getReadyReplicas()).isEqualTo(1);
            });
    cluster.awaitCondition("grow", "StoreReady", "True", "Resizing");
    resized("grow", "2Gi");
    cluster.awaitCondition("grow", "StoreReady", "True", "Serving");
    cluster.awaitReady("grow");
    var after = pod("grow");
    assertThat(after.getMetadata().getUid()).as("the same pod").isEqualTo(uid(before));
    assertThat(restarts(after)).isEqualTo(restarts(before));
    assertThat(after.getMetadata().getLabels()).containsEntry("controller-revision-hash", revision);
    assertThat(after.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> assertThat(owner.getUid()).isEqualTo(set("grow").getMetadata().getUid()));
    assertThat(set("grow").getStatus().getUpdateRevision()).isEqualTo(revision);
    assertThat(ada.session().get("username").asText()).isEqualTo("ada");
  }

  @Test
  void another_persistence_takes_no_restart_and_the_next_one_finds_all_sessions() throws Exception {
    cluster.apply(
        "redis", "persist", spec -> spec.withObject("/store/managed").put("persistence", "RDB"));
    cluster.awaitReady("persist");
    var ada = new Visitor(cluster, "persist");
    ada.login("ada");
    var before = pod("persist");

    cluster.patch("persist", "{\"spec\": {\"store\": {\"managed\": {\"persistence\": \"AOF\"}}}}");

    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .client
                            .configMaps()
                            .inNamespace(cluster.namespace)
                            .withName("persist-redis-config")
                            .get()
                            .getData()
                            .get("redis.conf"))
                    .contains("appendonly yes"));
    cluster.awaitCondition("persist", "StoreHealthy", "True", "WithinBudget");
    assertThat(uid(pod("persist"))).isEqualTo(uid(before));
    assertThat(restarts(pod("persist"))).isEqualTo(restarts(before));
    assertThat(cluster.exec("persist-redis-0", "redis-cli", "config", "get", "appendonly"))
        .contains("yes");

    cluster.client.resource(before).delete();

    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> !uid(pod("persist")).equals(uid(before)));
    cluster.awaitReady("persist");
    assertThat(cluster.exec("persist-redis-0", "redis-cli", "config", "get", "appendonly"))
        .as("from its configuration")
        .contains("yes");
    assertThat(ada.session().get("username").asText()).isEqualTo("ada");
  }

  @Test
  void a_store_that_was_exchanged_is_found_again_though_it_was_to_go_with_its_stack()
      throws Exception {
    cluster.apply("redis", "back", spec -> storage(spec).put("whenDeleted", "Delete"));
    cluster.awaitReady("back");
    var ada = new Visitor(cluster, "back");
    ada.login("ada");
    var volume = claim("back").getMetadata().getUid();
    await()
        .atMost(RealCluster.PATIENCE)
        .until(() -> !claim("back").getMetadata().getOwnerReferences().isEmpty());

    cluster.edit("back", "replace", "/store", "{\"memory\": {}}");

    await().atMost(RealCluster.PATIENCE).until(() -> set("back") == null);
    cluster.awaitCondition("back", "ConfigurationWarning", "True", null);
    assertThat(claim("back").getMetadata().getUid()).isEqualTo(volume);
    assertThat(claim("back").getMetadata().getOwnerReferences()).isEmpty();
    assertThat(cluster.pods("back", "redis")).isEmpty();

    cluster.edit(
        "back",
        "replace",
        "/store",
        "{\"managed\": {\"storage\": {\"size\": \"1Gi\", \"whenDeleted\": \"Delete\"}}}");

    cluster.awaitCondition("back", "StoreReady", "True", "Serving");
    cluster.awaitReady("back");
    assertThat(claim("back").getMetadata().getUid()).isEqualTo(volume);
    assertThat(cluster.exec("back-redis-0", "redis-cli", "--scan", "--pattern", "session:*"))
        .contains("session:");
  }

  private static ObjectNode storage(ObjectNode spec) {
    return spec.withObject("/store/managed/storage");
  }

  /** What a driver does, for the volumes here have none that could. */
  private static void resized(String stack, String size) {
    var amount = Map.of("storage", new Quantity(size));
    cluster
        .client
        .persistentVolumes()
        .withName(claim(stack).getSpec().getVolumeName())
        .edit(
            volume ->
                new PersistentVolumeBuilder(volume)
                    .editSpec()
                    .withCapacity(amount)
                    .endSpec()
                    .build());
    cluster
        .client
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace)
        .withName("data-" + stack + "-redis-0")
        .editStatus(
            claim ->
                new PersistentVolumeClaimBuilder(claim)
                    .editStatus()
                    .withCapacity(amount)
                    .withConditions()
                    .endStatus()
                    .build());
  }

  private static boolean isDefault(StorageClass kind) {
    return "true"
        .equals(
            kind.getMetadata().getAnnotations().get("storageclass.kubernetes.io/is-default-class"));
  }

  private static PersistentVolumeClaim claim(String stack) {
    return cluster
        .client
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace)
        .withName("data-" + stack + "-redis-0")
        .get();
  }

  private static StatefulSet set(String stack) {
    return cluster
        .client
        .apps()
        .statefulSets()
        .inNamespace(cluster.namespace)
        .withName(stack + "-redis")
        .get();
  }

  private static Pod pod(String stack) {
    return cluster.pods(stack, "redis").get(0);
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getRestartCount();
  }
}
