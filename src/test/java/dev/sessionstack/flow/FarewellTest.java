package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deleting a stack never deletes sessions unless asked (R5). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class FarewellTest extends Flow {

  @Test
  void volumeAndSecretsSurviveAndANewStackFindsItsSessions() {
    site.applyExample("redis");
    site.awaitReady("redis");
    assertThat(site.get(SessionStack.class, "redis").getMetadata().getFinalizers()).isEmpty();
    var keys = site.secret("redis-keys");
    var session = site.secret("redis-session");
    try (var redis = site.console("redis")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }

    site.deleteStack("redis");

    Site.eventually(
        () -> {
          assertThat(site.names(Pod.class)).isEmpty();
          assertThat(site.inventory())
              .containsExactlyInAnyOrder(
                  "Secret redis-keys",
                  "Secret redis-session",
                  "Secret redis-store",
                  "PersistentVolumeClaim data-redis-redis-0");
        });

    site.applyExample("redis");

    site.awaitReady("redis");
    assertThat(site.secret("redis-keys")).isEqualTo(keys);
    assertThat(site.secret("redis-session")).isEqualTo(session);
    Site.eventually(() -> assertThat(site.sessions("redis").active()).isEqualTo(1));
  }

  @Test
  void nothingIsLeftWhereTheUserAskedForThat() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: redis}
        spec:
          ui: {image: "app:1"}
          store: {managed: {storage: {size: 1Gi, whenDeleted: Delete}}}
        """);
    site.awaitReady("redis");
    assertThat(site.inventory()).contains("PersistentVolumeClaim data-redis-redis-0");

    site.deleteStack("redis");

    Site.eventually(
        () -> {
          assertThat(site.names(Pod.class)).isEmpty();
          assertThat(site.inventory()).isEmpty();
        });
  }

  @Test
  void stackWithoutVolumeLeavesNothing() {
    site.applyExample("memory");
    site.awaitReady("memory");

    site.deleteStack("memory");

    Site.eventually(
        () -> {
          assertThat(site.names(Pod.class)).isEmpty();
          assertThat(site.inventory()).isEmpty();
        });
  }

  /** R22: the new stack is another one than the old one of the same name. */
  @Test
  void stackThatReturnsAtOnceOwnsItsObjects() {
    site.applyExample("memory");
    site.awaitReady("memory");

    site.deleteStack("memory");
    site.applyExample("memory");

    site.awaitReady("memory");
    var uid = site.get(SessionStack.class, "memory").getMetadata().getUid();
    Site.eventually(
        () ->
            assertThat(site.objects())
                .hasSize(5)
                .allSatisfy(
                    object ->
                        assertThat(object.getMetadata().getOwnerReferences())
                            .singleElement()
                            .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid))));
  }

  /** A controller of Kubernetes takes the children of a namespace in any order, the stack last. */
  @Test
  void R5_stackInANamespaceThatIsBeingDeletedIsLeftAlone() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1", envFrom: [{secretRef: {name: settings}}]}
          store: {managed: {storage: {size: 1Gi}}}
          workers: [{name: tasks, app: app.tasks}]
        """);
    site.awaitReady("shop");
    awaitRest();
    assertThat(watched()).hasSize(1);
    var version = site.stack("shop").getMetadata().getResourceVersion();
    var mark = cluster.mark();

    try (var warnings = Warnings.listen()) {
      site.beginToDeleteNamespace();
      site.delete(site.get(Deployment.class, "shop-ui"));
      Site.eventually(
          () ->
              assertThat(site.operatorWrites(mark))
                  .as("it tries to put it back, and is refused")
                  .anyMatch(write -> write.endsWith("/deployments/shop-ui 403")));
      awaitRest();

      assertThat(site.stack("shop").getMetadata().getResourceVersion()).isEqualTo(version);

      site.endNamespace();

      Site.eventually(() -> assertThat(watched()).isEmpty());
      awaitRest();
      assertThat(warnings.said()).noneMatch(said -> said.contains(site.namespace()));
    }
    assertThat(meters.find("sessionstack.condition").tag("namespace", site.namespace()).meters())
        .isEmpty();
  }

  /** R22: a stack in a new namespace of the same name is another stack. */
  @Test
  void R22_stackInANewNamespaceOfTheSameNameHasKeysOfItsOwn() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var keys = site.secret("redis-keys");
    var uid = site.stack("redis").getMetadata().getUid();

    site.beginToDeleteNamespace();
    site.endNamespace();
    site.createNamespace();
    site.applyExample("redis");

    site.awaitReady("redis");
    assertThat(site.stack("redis").getMetadata().getUid()).isNotEqualTo(uid);
    assertThat(site.secret("redis-keys")).isNotEqualTo(keys);
    assertThat(site.objects())
        .flatExtracting(object -> object.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getUid)
        .doesNotContain(uid);
  }

  /** What the operator watches in this namespace alone. */
  private List<String> watched() {
    return ((FakeCluster) cluster).watched(site.namespace());
  }
}
