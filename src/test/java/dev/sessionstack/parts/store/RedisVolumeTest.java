package dev.sessionstack.parts.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R2, R4: what is said in a claim, and when nothing is. */
class RedisVolumeTest {

  private final RedisVolume volume = new RedisVolume();

  @Test
  void a_claim_that_says_all_is_left_alone() {
    assertThat(volume.supplement(plan("2Gi"), claim("2Gi", "AOF", "Bound"))).isEmpty();
    assertThat(volume.supplement(plan("2Gi"), claim("3Gi", "AOF", "Bound"))).isEmpty();
    assertThat(volume.supplement(plan("2048Mi"), claim("2Gi", "AOF", "Bound"))).isEmpty();
  }

  @Test
  void a_claim_that_is_too_small_grows() {
    var grown = volume.supplement(plan("2Gi"), claim("1Gi", "AOF", "Bound")).orElseThrow();
    assertThat(RedisVolume.request(grown)).contains("2Gi");
    assertThat(RedisVolume.persistence(grown)).contains(Persistence.AOF);
    assertThat(grown.getMetadata().getUid()).as("and no other of its name").isEqualTo("1");
  }

  /** A claim that has no volume may not be changed. */
  @Test
  void a_claim_without_a_volume_grows_when_it_has_one() {
    assertThat(volume.supplement(plan("2Gi"), claim("1Gi", "AOF", "Pending"))).isEmpty();
  }

  /** In a step of its own, for growing may be refused. What is not said any more would be lost. */
  @Test
  void a_note_comes_first_and_keeps_the_size_that_is_there() {
    var noted = volume.supplement(plan("2Gi"), claim("1Gi", null, "Bound")).orElseThrow();
    assertThat(RedisVolume.persistence(noted)).contains(Persistence.AOF);
    assertThat(RedisVolume.request(noted)).contains("1Gi");
    assertThat(volume.supplement(plan("2Gi"), claim("3Gi", "RDB", "Bound")))
        .hasValueSatisfying(claim -> assertThat(RedisVolume.request(claim)).contains("3Gi"));
  }

  /** R5: with its stack, and not with what makes it. */
  @Test
  void a_claim_belongs_to_the_stack_where_it_is_not_to_outlive_it() {
    var plan = plan("1Gi, whenDeleted: Delete");
    var owned = volume.supplement(plan, claim("1Gi", "AOF", "Bound")).orElseThrow();
    assertThat(owned.getMetadata().getOwnerReferences())
        .singleElement()
        .returns(plan.owner().getUid(), OwnerReference::getUid)
        .returns(null, OwnerReference::getController);
    var live = claim("1Gi", "AOF", "Bound");
    live.getMetadata().setOwnerReferences(owned.getMetadata().getOwnerReferences());
    assertThat(volume.supplement(plan, live)).isEmpty();
    assertThat(volume.supplement(plan("1Gi"), live))
        .hasValueSatisfying(
            claim -> assertThat(claim.getMetadata().getOwnerReferences()).isEmpty());
  }

  @Test
  void a_claim_that_the_stack_does_not_use_is_left_alone() {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {memory: {}}");
    assertThat(volume.supplement(plan, claim("1Gi", null, "Bound"))).isEmpty();
  }

  private static StackPlan plan(String size) {
    return Given.plan("ui: {image: 'shop:1'}\nstore: {managed: {storage: {size: " + size + "}}}");
  }

  private static PersistentVolumeClaim claim(String size, String note, String phase) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data-shop-redis-0")
        .withUid("1")
        .withAnnotations(note == null ? Map.of() : Map.of(RedisVolume.PERSISTENCE, note))
        .endMetadata()
        .withNewSpec()
        .withNewResources()
        .addToRequests("storage", new Quantity(size))
        .endResources()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }
}
