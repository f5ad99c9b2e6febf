package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.Pod;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
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
}
