package dev.sessionstack.parts.store;

import dev.sessionstack.parts.Departure;
import dev.sessionstack.parts.Quantities;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;

/** The Redis server and its volume. */
@ApplicationScoped
public class RedisStatefulSet extends RedisPart<StatefulSet> {

  public RedisStatefulSet() {
    super(StatefulSet.class);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().redis();
  }

  @Override
  public StatefulSet desired(StackPlan plan) {
    var redis = plan.store().managed().orElseThrow();
    var set =
        new StatefulSetBuilder()
            .withMetadata(owned(plan))
            .withNewSpec()
            .withReplicas(redis.replicas())
            .withServiceName(plan.names().redisNodes())
            // Ordered sets do not replace a pod that never started, so a wrong image would stick:
            // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
            .withPodManagementPolicy("Parallel")
            .withNewSelector()
            .withMatchLabels(Labels.selector(plan.names().stack(), Component.STORE))
            .endSelector()
            .withTemplate(RedisPod.template(plan, redis))
            .endSpec();
    if (redis.volume().isPresent()) {
      set.editSpec()
          .withVolumeClaimTemplates(claim(plan, redis))
          .withNewPersistentVolumeClaimRetentionPolicy(
              redis.retained() ? "Retain" : "Delete", "Retain")
          .endSpec();
    }
    return set.build();
  }

  /** Another volume in the template for claims. What there is stays, and is taken over. */
  @Override
  protected boolean isToBeRemade(StatefulSet live, StatefulSet desired) {
    return !claimed(live)
            .map(Quantity::getNumericalAmount)
            .map(BigDecimal::stripTrailingZeros)
            .equals(
                claimed(desired)
                    .map(Quantity::getNumericalAmount)
                    .map(BigDecimal::stripTrailingZeros))
        || !storageClass(live).equals(storageClass(desired));
  }

  private static Optional<String> storageClass(StatefulSet set) {
    return set.getSpec().getVolumeClaimTemplates().stream()
        .flatMap(claim -> Stream.ofNullable(claim.getSpec().getStorageClassName()))
        .findFirst();
  }

  /**
   * What {@code whenDeleted} says is meant of the stack, but to Kubernetes it is said of the
   * StatefulSet, and a stack whose store is another now has not been deleted. So its pod ends
   * first, and then it goes without its claim.
   */
  @Override
  protected Departure<StatefulSet> departure(StatefulSet live) {
    if (retains(live)) {
      // One that has no pod may not have given up its claim as yet.
      return claimed(live).isPresent() && hasNoPods(live)
          ? new Departure.LeavingAll<>()
          : new Departure.Deleted<>();
    }
    if (!Integer.valueOf(0).equals(live.getSpec().getReplicas())) {
      return new Departure.Prepared<>(
          set -> new StatefulSetBuilder(set).editSpec().withReplicas(0).endSpec().build());
    }
    return hasNoPods(live) ? new Departure.LeavingAll<>() : new Departure.Awaited<>();
  }

  /** Whether its claim outlives it. */
  static boolean retains(StatefulSet live) {
    var retention = live.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return retention == null || !"Delete".equals(retention.getWhenDeleted());
  }

  private static boolean hasNoPods(StatefulSet live) {
    var status = live.getStatus();
    return status != null
        && live.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && (status.getReplicas() == null || status.getReplicas() == 0);
  }

  /** The size in the template for claims. */
  static Optional<Quantity> claimed(StatefulSet set) {
    return set.getSpec().getVolumeClaimTemplates().stream()
        .filter(claim -> claim.getSpec().getResources() != null)
        .map(claim -> claim.getSpec().getResources().getRequests().get("storage"))
        .findFirst();
  }

  /** Its labels are as immutable as a selector (R4). */
  private static PersistentVolumeClaim claim(StackPlan plan, RedisPlan redis) {
    var volume = redis.volume().orElseThrow();
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data")
        .withLabels(Labels.of(plan.names().stack(), Component.STORE))
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(volume.storageClass().orElse(null))
        .withNewResources()
        .addToRequests("storage", new Quantity(Quantities.canonical(volume.template())))
        .endResources()
        .endSpec()
        .build();
  }
}
