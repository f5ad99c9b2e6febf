package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R5: a store that is exchanged for another kind is left behind with its sessions, and found. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class StoreChangeTest extends Flow {

  private static final String CLAIM = "data-shop-redis-0";

  @ParameterizedTest
  @CsvSource({
    "Retain, Running, memory: {}",
    "Delete, Running, memory: {}",
    "Delete, Hibernated, memory: {}",
    "Delete, Running, external: {host: redis.example.com}",
  })
  void r5_volumeStaysWhenTheStoreIsAnotherAndIsFoundOnTheWayBack(
      String whenDeleted, String mode, String other) {
    site.apply(managed(whenDeleted));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
    var claim = uid();
    site.patchSpec("shop", "{\"mode\": \"" + mode + "\"}");
    if (mode.equals("Hibernated")) {
      Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
    }

    site.apply(stack(other));

    Site.eventually(() -> assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty());
    Site.eventually(() -> assertThat(site.find(Pod.class, "shop-redis-0")).isEmpty());
    site.awaitAmong("shop", "ConfigurationWarning=True StoreLeftBehind");
    assertThat(site.condition("shop", "ConfigurationWarning").getMessage())
        .contains("spec.store", CLAIM);
    assertThat(uid()).isEqualTo(claim);
    awaitRest();
    assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty();

    site.apply(managed(whenDeleted));

    site.awaitReady("shop");
    Site.eventually(
        () ->
            assertThat(site.conditions("shop"))
                .noneMatch(c -> c.startsWith("ConfigurationWarning")));
    assertThat(uid()).isEqualTo(claim);
    try (var redis = site.console("shop")) {
      assertThat(redis.redis().exists("session:1")).isEqualTo(1);
    }
  }

  /** R5: what is asked for while nothing runs holds, too. */
  @Test
  void r5_volumeThatIsToStayAfterAllStaysAlsoWhereItsServerSleeps() {
    site.apply(managed("Delete"));
    site.awaitReady("shop");
    var claim = uid();
    sleep();
    owns(reference(site.get(StatefulSet.class, "shop-redis")));

    whenDeleted("Retain");

    Site.eventually(() -> assertThat(owners()).isEmpty());
    site.deleteStack("shop");
    Site.eventually(() -> assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty());
    assertThat(uid()).isEqualTo(claim);
  }

  /** Else it would stay behind without its Secrets, and the next stack would miss them. */
  @Test
  void volumeThatIsToGoAfterAllGoesAlsoWhereItsServerSleeps() {
    site.apply(managed("Retain"));
    site.awaitReady("shop");
    sleep();
    owns();

    whenDeleted("Delete");

    Site.eventually(
        () -> assertThat(owners()).extracting(OwnerReference::getKind).contains("StatefulSet"));
    site.deleteStack("shop");
    Site.eventually(() -> assertThat(site.inventory()).isEmpty());
  }

  private void sleep() {
    site.patchSpec("shop", "{\"mode\": \"Hibernated\"}");
    Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
  }

  private void whenDeleted(String what) {
    site.patchSpec(
        "shop", "{\"store\": {\"managed\": {\"storage\": {\"whenDeleted\": \"" + what + "\"}}}}");
  }

  private List<OwnerReference> owners() {
    return site.get(PersistentVolumeClaim.class, CLAIM).getMetadata().getOwnerReferences();
  }

  /** What Kubernetes has left in the claim while the server had a pod. */
  private void owns(OwnerReference... owners) {
    site.edit(
        site.get(PersistentVolumeClaim.class, CLAIM),
        live -> live.getMetadata().setOwnerReferences(List.of(owners)));
  }

  private static OwnerReference reference(StatefulSet set) {
    return new OwnerReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(set.getMetadata().getName())
        .withUid(set.getMetadata().getUid())
        .build();
  }

  /** As far as an operator came that was killed between ending the pod and letting the set go. */
  @Test
  void r21_departureGoesOnFromWhereItWasLeft() {
    site.apply(managed("Delete"));
    site.awaitReady("shop");
    var claim = uid();
    site.patchSpec("shop", "{\"mode\": \"Paused\"}");
    site.awaitAmong("shop", "Ready=True Serving");
    site.edit(site.get(StatefulSet.class, "shop-redis"), set -> set.getSpec().setReplicas(0));
    Site.eventually(() -> assertThat(site.find(Pod.class, "shop-redis-0")).isEmpty());

    site.apply(stack("memory: {}"));

    Site.eventually(() -> assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty());
    assertThat(uid()).isEqualTo(claim);
  }

  private String uid() {
    return site.get(PersistentVolumeClaim.class, CLAIM).getMetadata().getUid();
  }

  private static String managed(String whenDeleted) {
    return stack("managed: {storage: {size: 1Gi, whenDeleted: " + whenDeleted + "}}");
  }

  private static String stack(String store) {
    return """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          mode: Running
          ui: {image: "app:1"}
          store: {%s}
        """
        .formatted(store);
  }
}
