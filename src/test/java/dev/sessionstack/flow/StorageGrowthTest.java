package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R4: a volume grows with the spec; its pod is not touched, and its sessions are there. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class StorageGrowthTest extends Flow {

  private static final String CLAIM = "data-shop-redis-0";

  private KubernetesClient admin;

  @BeforeEach
  void start() {
    admin = cluster.client("driver");
    site.apply(stack("1Gi"));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
  }

  @Test
  void r4_storageGrowsAndThePodRunsOn() {
    var pod = podUid();
    var set = setUid();

    grow("2Gi");

    Site.eventually(() -> assertGrown("2Gi"));
    assertThat(setUid()).isNotEqualTo(set);
    site.awaitAmong("shop", "Ready=True Serving", "StoreReady=True Resizing");
    assertThat(site.condition("shop", "StoreReady").getMessage())
        .contains("spec.store.managed.storage.size", CLAIM, "1Gi of 2Gi");
    assertThat(site.conditions("shop")).contains("Reconciling=True Progressing");

    site.resized(CLAIM, "2Gi");

    site.awaitReady("shop");
    site.awaitAmong("shop", "StoreReady=True Serving");
    assertThat(podUid()).as("the same pod").isEqualTo(pod);
    assertSessions();
    staysSilent();
  }

  /** How far an operator may have come that was killed on the way. */
  enum Left {
    CLAIM_GROWN((test, admin) -> test.grown("2Gi")),
    SET_DELETED(
        (test, admin) -> {
          test.grown("2Gi");
          test.orphan(admin);
        }),
    SET_DELETED_FIRST((test, admin) -> test.orphan(admin));

    private final BiConsumer<StorageGrowthTest, KubernetesClient> steps;

    Left(BiConsumer<StorageGrowthTest, KubernetesClient> steps) {
      this.steps = steps;
    }
  }

  @ParameterizedTest
  @EnumSource
  void r21_growthGoesOnFromWhereItWasLeft(Left left) {
    var pod = podUid();
    site.patchSpec("shop", "{\"mode\": \"Paused\"}");
    site.awaitAmong("shop", "Ready=True Serving");
    grow("2Gi");
    left.steps.accept(this, admin);
    awaitRest();

    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    Site.eventually(() -> assertGrown("2Gi"));
    site.resized(CLAIM, "2Gi");
    site.awaitReady("shop");
    assertThat(podUid()).as("the same pod").isEqualTo(pod);
    assertSessions();
    staysSilent();
  }

  @Test
  void r24_claimThatWasGrownByHandIsLeftAsItIs() {
    grown("3Gi");
    site.resized(CLAIM, "3Gi");
    grow("2Gi");

    Site.eventually(() -> assertThat(template()).isEqualTo("2Gi"));
    site.awaitReady("shop");
    assertThat(claimed()).isEqualTo("3Gi");
    staysSilent();
  }

  @Test
  void r5_volumeOfAnEarlierStackGrowsToWhatTheNextOneAsks() {
    restart("2Gi");

    Site.eventually(() -> assertThat(claimed()).isEqualTo("2Gi"));
    site.resized(CLAIM, "2Gi");
    site.awaitReady("shop");
    assertSessions();
    staysSilent();
  }

  @Test
  void r5_largerVolumeOfAnEarlierStackStaysAsLargeAsItIs() {
    grow("2Gi");
    Site.eventually(() -> assertGrown("2Gi"));
    site.resized(CLAIM, "2Gi");
    restart("1Gi");

    site.awaitReady("shop");
    assertThat(claimed()).isEqualTo("2Gi");
    assertSessions();
    staysSilent();
  }

  private void restart(String size) {
    site.deleteStack("shop");
    Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
    Site.eventually(() -> assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty());
    site.apply(stack(size));
  }

  private void grow(String size) {
    site.patchSpec(
        "shop", "{\"store\": {\"managed\": {\"storage\": {\"size\": \"" + size + "\"}}}}");
  }

  /** Makes the claim ask for more, as people do. */
  private void grown(String size) {
    site.edit(
        site.get(PersistentVolumeClaim.class, CLAIM),
        claim -> claim.getSpec().getResources().setRequests(Map.of("storage", new Quantity(size))));
  }

  private void orphan(KubernetesClient admin) {
    admin
        .apps()
        .statefulSets()
        .inNamespace(site.namespace())
        .withName("shop-redis")
        .withPropagationPolicy(DeletionPropagation.ORPHAN)
        .delete();
  }

  private void assertGrown(String size) {
    assertThat(claimed()).isEqualTo(size);
    assertThat(template()).isEqualTo(size);
  }

  private String claimed() {
    return site.get(PersistentVolumeClaim.class, CLAIM)
        .getSpec()
        .getResources()
        .getRequests()
        .get("storage")
        .toString();
  }

  private String template() {
    return site.get(StatefulSet.class, "shop-redis")
        .getSpec()
        .getVolumeClaimTemplates()
        .get(0)
        .getSpec()
        .getResources()
        .getRequests()
        .get("storage")
        .toString();
  }

  private void assertSessions() {
    try (var redis = site.console("shop")) {
      assertThat(redis.redis().exists("session:1")).isEqualTo(1);
    }
  }

  private String podUid() {
    return site.get(Pod.class, "shop-redis-0").getMetadata().getUid();
  }

  private String setUid() {
    return site.get(StatefulSet.class, "shop-redis").getMetadata().getUid();
  }

  private void staysSilent() {
    awaitRest();
    var mark = cluster.mark();
    var before = passes();
    site.objects().forEach(child -> site.touch(child, "twice"));
    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  private static String stack(String size) {
    return """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {managed: {storage: {size: %s}}}
        """
        .formatted(size);
  }
}
