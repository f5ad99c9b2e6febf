package dev.sessionstack.parts.store;

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
        .addToRequests("storage", new Quantity(Quantities.canonical(volume.size())))
        .endResources()
        .endSpec()
        .build();
  }
}
