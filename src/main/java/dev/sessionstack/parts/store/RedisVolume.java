package dev.sessionstack.parts.store;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.parts.Quantities;
import dev.sessionstack.parts.Supplement;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The claim of the store's volume, which the StatefulSet makes. It grows with the spec, and notes
 * how what is on the volume was saved, for a stack that comes after this one.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims">Expanding
 *     claims</a>
 */
@ApplicationScoped
public class RedisVolume extends Supplement<PersistentVolumeClaim> {

  static final String PERSISTENCE = "sessionstack.dev/persistence";

  public RedisVolume() {
    super(PersistentVolumeClaim.class, Component.STORE);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().dataClaim();
  }

  /** The note first, so that a claim that may not grow has it all the same. */
  @Override
  public Optional<PersistentVolumeClaim> supplement(StackPlan plan, PersistentVolumeClaim live) {
    var redis = plan.store().managed();
    var volume = redis.flatMap(RedisPlan::volume);
    if (volume.isEmpty()) {
      return Optional.empty();
    }
    var configured = redis.get().saving().configured();
    var asked = request(live);
    if (!persistence(live).equals(Optional.of(configured))) {
      return Optional.of(claim(live, configured, asked));
    }
    // One that has no volume yet may not be changed: it is made first, and grows then.
    return asked.filter(a -> isBound(live) && volume.get().isMoreThan(a)).isPresent()
        ? Optional.of(claim(live, configured, Optional.of(volume.get().size())))
        : Optional.empty();
  }

  /**
   * A StatefulSet takes its claim as its own, and gives it up, only while it has a pod. One that
   * sleeps is helped, or the claim would go though its stack says {@code Retain} by now, or stay
   * behind without the Secrets.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention">Retention
   *     of claims</a>
   */
  @Override
  protected Optional<String> correction(StackPlan plan, PersistentVolumeClaim live) {
    var owners = live.getMetadata().getOwnerReferences();
    var others = owners.stream().filter(owner -> !"StatefulSet".equals(owner.getKind())).toList();
    var sleeps = plan.store().managed().filter(redis -> redis.replicas() == 0);
    return sleeps
        .flatMap(RedisPlan::volume)
        .flatMap(RedisPlan.Volume::owner)
        .map(
            owner ->
                owner.retains()
                    ? others
                    : Stream.concat(others.stream(), Stream.of(set(plan, owner.uid()))).toList())
        .filter(wanted -> wanted.size() != owners.size())
        .map(
            wanted ->
                Serialization.asJson(
                    Map.of(
                        "metadata",
                        Map.of("uid", live.getMetadata().getUid(), "ownerReferences", wanted))));
  }

  private static OwnerReference set(StackPlan plan, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(plan.names().redis())
        .withUid(uid)
        .build();
  }

  /** How what is on the volume was saved, if it is known. */
  static Optional<Persistence> persistence(PersistentVolumeClaim claim) {
    var note =
        Optional.ofNullable(claim.getMetadata().getAnnotations()).map(a -> a.get(PERSISTENCE));
    return Arrays.stream(Persistence.values())
        .filter(persistence -> note.equals(Optional.of(persistence.name())))
        .findFirst();
  }

  /** How much a claim asks for. */
  static Optional<String> request(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getResources())
        .map(resources -> resources.getRequests())
        .map(requests -> requests.get("storage"))
        .map(Quantity::toString);
  }

  private static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }

  /** The size is always in it: what is owned and not said any more would be taken away. */
  private static PersistentVolumeClaim claim(
      PersistentVolumeClaim live, Persistence persistence, Optional<String> size) {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(live.getMetadata().getName())
            .withNamespace(live.getMetadata().getNamespace())
            .withUid(live.getMetadata().getUid()) // not to another of the same name (R22)
            .withAnnotations(Map.of(PERSISTENCE, persistence.name()))
            .endMetadata();
    size.ifPresent(
        amount ->
            claim
                .withNewSpec()
                .withNewResources()
                .addToRequests("storage", new Quantity(Quantities.canonical(amount)))
                .endResources()
                .endSpec());
    return claim.build();
  }
}
