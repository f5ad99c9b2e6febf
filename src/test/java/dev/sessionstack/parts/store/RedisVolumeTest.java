package dev.sessionstack.parts.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.Around;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.LiveStore;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R2, R4: what is said in a claim, and when nothing is. */
class RedisVolumeTest {

  private static final Optional<Persistence> AOF = Optional.of(Persistence.AOF);

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

  /** R5: Kubernetes itself does that only while the set has a pod. */
  @Test
  void a_claim_of_a_set_that_sleeps_is_owned_by_it_as_its_stack_says() {
    var owned = claim("1Gi", "AOF", "Bound");
    var backup = new OwnerReferenceBuilder().withKind("Backup").withUid("3").build();
    var set = new OwnerReferenceBuilder().withKind("StatefulSet").withUid("2").build();
    owned.getMetadata().setOwnerReferences(List.of(set, backup));
    var free = claim("1Gi", "AOF", "Bound");
    free.getMetadata().setOwnerReferences(List.of(backup));

    assertThat(volume.correction(asleep("1Gi", true), owned))
        .hasValueSatisfying(
            patch ->
                assertThat(patch)
                    .contains("Backup", "\"uid\":\"1\"")
                    .doesNotContain("StatefulSet"));
    assertThat(volume.correction(asleep("1Gi", true), free)).isEmpty();
    assertThat(volume.correction(asleep("1Gi, whenDeleted: Delete", false), free))
        .hasValueSatisfying(
            patch -> assertThat(patch).contains("Backup", "StatefulSet", "\"uid\":\"2\""));
    assertThat(volume.correction(asleep("1Gi, whenDeleted: Delete", false), owned)).isEmpty();
    assertThat(volume.correction(asleep("1Gi", false), owned)).as("not told yet").isEmpty();
    assertThat(volume.correction(plan("1Gi"), owned)).as("awake").isEmpty();
  }

  @Test
  void a_claim_that_the_stack_does_not_use_is_left_alone() {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {memory: {}}");
    assertThat(volume.supplement(plan, claim("1Gi", null, "Bound"))).isEmpty();
  }

  private static StackPlan plan(String size) {
    return Given.plan("ui: {image: 'shop:1'}\nstore: {managed: {storage: {size: " + size + "}}}");
  }

  private static StackPlan asleep(String storage, boolean retains) {
    var stack =
        Given.spec(
            "mode: Hibernated\nui: {image: 'shop:1'}\nstore: {managed: {storage: {size: "
                + storage
                + "}}}");
    var owner = Optional.of(new LiveStore.Owner("2", retains));
    var live = new LiveStore(Optional.of("1Gi"), Optional.of("1Gi"), owner, AOF, AOF);
    return StackPlan.of(
        stack, Given.PLATFORM, new Around().volume(true).server(true).store(live).get());
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
