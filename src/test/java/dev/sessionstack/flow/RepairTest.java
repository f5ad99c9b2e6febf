package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody deletes or edits is put back (R27), and secrets are the same as before (R26). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class RepairTest extends Flow {

  @Test
  void everyDeletedChildReturns() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var children =
        site.objects().stream().filter(o -> !(o instanceof PersistentVolumeClaim)).toList();
    assertThat(site.inventory())
        .containsExactlyInAnyOrder(
            "ServiceAccount redis",
            "Secret redis-keys",
            "Secret redis-session",
            "Secret redis-store",
            "ConfigMap redis-redis-config",
            "Service redis-redis",
            "Service redis-redis-nodes",
            "Service redis-ui",
            "NetworkPolicy redis-redis",
            "StatefulSet redis-redis",
            "Deployment redis-ui",
            "PodDisruptionBudget redis-ui",
            "PersistentVolumeClaim data-redis-redis-0");

    for (HasMetadata child : children) {
      site.delete(child);
      Site.eventually(
          () ->
              assertThat(
                      site.get(child.getClass(), child.getMetadata().getName())
                          .getMetadata()
                          .getUid())
                  .isNotEqualTo(child.getMetadata().getUid()));
    }
    site.awaitReady("redis");
  }

  @Test
  void deletedSecretReturnsWithTheSameContent() {
    site.applyExample("redis");
    site.awaitReady("redis");
    for (var name : new String[] {"redis-session", "redis-store", "redis-keys"}) {
      var before = site.get(Secret.class, name);

      site.delete(before);

      Site.eventually(
          () -> {
            var after = site.get(Secret.class, name);
            assertThat(after.getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
            assertThat(after.getData()).isEqualTo(before.getData());
          });
    }
    site.awaitReady("redis");
  }

  /** R26, R27: without a managed store nobody uses the password, so it is in no other Secret. */
  @Test
  void keysThatLostTheirLabelAreSeenAgainAndAreTheSame() {
    site.applyExample("memory");
    site.awaitReady("memory");
    var keys = site.get(Secret.class, "memory-keys");

    site.edit(keys, secret -> secret.getMetadata().getLabels().put(Labels.COMPONENT, "somebody's"));

    Site.eventually(
        () -> {
          var now = site.get(Secret.class, "memory-keys");
          assertThat(now.getMetadata().getLabels()).isEqualTo(keys.getMetadata().getLabels());
          assertThat(now.getMetadata().getUid()).isEqualTo(keys.getMetadata().getUid());
          assertThat(now.getData()).isEqualTo(keys.getData());
        });
    site.awaitReady("memory");
  }

  @Test
  void editedChildIsPutBack() {
    site.applyExample("redis");
    site.awaitReady("redis");

    site.edit(
        site.get(ConfigMap.class, "redis-redis-config"),
        config -> config.setData(Map.of("redis.conf", "maxmemory 1")));
    site.edit(
        site.get(Service.class, "redis-ui"), service -> service.getSpec().getSelector().clear());
    site.edit(site.get(StatefulSet.class, "redis-redis"), redis -> redis.getSpec().setReplicas(0));
    site.edit(
        site.get(Deployment.class, "redis-ui"),
        ui -> ui.getSpec().getTemplate().getSpec().getContainers().get(0).setImage("other:1"));

    Site.eventually(
        () -> {
          assertThat(site.get(ConfigMap.class, "redis-redis-config").getData().get("redis.conf"))
              .contains("appendonly yes");
          assertThat(site.get(Service.class, "redis-ui").getSpec().getSelector())
              .containsEntry("app.kubernetes.io/component", "ui");
          assertThat(site.get(StatefulSet.class, "redis-redis").getSpec().getReplicas())
              .isEqualTo(1);
          assertThat(site.image("redis-ui")).isEqualTo("sessionstack-example-gradio:0.1.0");
        });
    site.awaitReady("redis");
  }

  @Test
  void whatOthersAddToAChildStaysTheirs() {
    site.applyExample("memory");
    site.awaitReady("memory");
    site.touch(site.get(Deployment.class, "memory-ui"), "yes");

    site.patchSpec("memory", "{\"ui\": {\"image\": \"app:2\"}}");

    Site.eventually(() -> assertThat(site.image("memory-ui")).isEqualTo("app:2"));
    assertThat(site.get(Deployment.class, "memory-ui").getMetadata().getLabels())
        .containsEntry("example.com/touched", "yes");
  }

  /** R26: what is lost is not made up again, and comes back with what the user brings back. */
  @Test
  void lostKeysOfAStoreWithDataAreNotDrawnAgain() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var keys = site.get(Secret.class, "redis-keys");
    site.patchSpec("redis", "{\"mode\": \"Paused\"}");
    site.awaitReady("redis");
    for (var name : new String[] {"redis-keys", "redis-session", "redis-store"}) {
      site.delete(site.get(Secret.class, name));
    }
    var mark = cluster.mark();

    site.patchSpec("redis", "{\"mode\": \"Running\"}");

    site.awaitAmong(
        "redis",
        "Stalled=True SecretLost",
        "UIReady=False SecretLost",
        "StoreReady=False SecretLost");
    assertThat(site.condition("redis", "Stalled").getMessage())
        .contains("redis-keys", "redis-store", "spec.store.managed.auth.passwordSecretRef");
    assertThat(site.inventory()).noneMatch(object -> object.startsWith("Secret"));
    assertThat(site.operatorWrites(mark)).noneMatch(write -> write.contains("/secrets/"));

    site.apply(Site.backup(keys));

    site.awaitReady("redis");
    assertThat(site.secret("redis-keys")).isEqualTo(keys.getData());
    assertThat(site.secret("redis-store").get("password"))
        .isEqualTo(keys.getData().get("password"));
  }
}
