package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.plan.Component;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R10: a store whose volume is about to grow, or may not, serves all the same. */
class GrowthRulesTest {

  @Test
  void a_volume_that_grows_is_said_until_it_has() {
    var status = of(claim("1Gi", "2Gi", false));
    assertThat(Staged.condition(status, "StoreReady"))
        .returns("True", c -> c.getStatus())
        .returns("Resizing", c -> c.getReason())
        .satisfies(
            c ->
                assertThat(c.getMessage()).contains("storage.size", "data-shop-redis-0", "1Gi of"));
    assertThat(Staged.condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(Staged.condition(status, "Reconciling")).isNotNull();

    var grown = of(claim("2Gi", "2Gi", false));
    assertThat(Staged.condition(grown, "StoreReady").getReason()).isEqualTo("Serving");
    assertThat(Staged.condition(grown, "Reconciling")).isNull();
  }

  @Test
  void a_driver_that_needs_a_new_pod_is_named() {
    assertThat(Staged.condition(of(claim("1Gi", "2Gi", true)), "StoreReady").getMessage())
        .contains("next start of its pod");
  }

  /** R17. */
  @Test
  void a_volume_that_may_not_grow_stalls_and_is_no_outage() {
    var refused =
        new Failure(
            Component.STORE, Failure.VOLUME_NOT_EXPANDABLE, "storage.size: no", true, false);
    var scene = Scene.of("").failed(refused);
    assertThat(scene.says("Stalled")).isEqualTo("True VolumeNotExpandable");
    assertThat(scene.says("StoreReady")).isEqualTo("True Serving");
    assertThat(scene.says("StoreHealthy")).isEqualTo("True WithinBudget");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
  }

  private static SessionStackStatus of(PersistentVolumeClaim claim) {
    var live = Staged.live(2, 2, 1);
    var with =
        new Workloads(
            live.ui(),
            live.autoscaler(),
            live.uiService(),
            live.redis(),
            Optional.of(claim),
            live.pools(),
            live.scheduler(),
            live.servers());
    return Staged.of(Staged.facts(Staged.MANAGED, with, Staged.SERVING));
  }

  private static PersistentVolumeClaim claim(String has, String asked, boolean pending) {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("data-shop-redis-0")
            .endMetadata()
            .withNewSpec()
            .withNewResources()
            .addToRequests("storage", new Quantity(asked))
            .endResources()
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .addToCapacity("storage", new Quantity(has))
            .endStatus();
    if (pending) {
      claim
          .editStatus()
          .addNewCondition()
          .withType("FileSystemResizePending")
          .withStatus("True")
          .endCondition()
          .endStatus();
    }
    return claim.build();
  }
}
