package dev.sessionstack.parts.store;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.LiveStore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/**
 * The live objects of the store that we make.
 *
 * @param claim of its volume
 * @param set of its server
 * @param config of its server
 */
public record RedisState(
    Optional<PersistentVolumeClaim> claim, Optional<StatefulSet> set, Optional<ConfigMap> config) {

  /**
   * What a plan goes by. The note on the claim comes first: it outlives the stack, and is not what
   * people edit.
   *
   * @param reached in which way the running server has saved all of its sessions
   */
  public LiveStore seen(Optional<Persistence> reached) {
    return new LiveStore(
        claim.flatMap(RedisVolume::request),
        set.flatMap(RedisStatefulSet::claimed).map(Quantity::toString),
        set.map(
            live ->
                new LiveStore.Owner(live.getMetadata().getUid(), RedisStatefulSet.retains(live))),
        claim.flatMap(RedisVolume::persistence).or(() -> config.map(RedisConfig::persistence)),
        reached);
  }
}
