package dev.sessionstack.store;

import java.util.Optional;

/**
 * What was last heard of all that a stack uses outside of Kubernetes.
 *
 * @param store absent before the first probe, and without a store
 * @param census absent before the first count, and where the store does not serve
 * @param settings absent before the first look, and without a store that we made
 * @param queues absent before the first measurement, and without workers
 * @param heartbeats absent before the first time that the workers were listened to, and without any
 * @param bucket absent before the first look, and without a bucket
 */
public record Reports(
    Optional<StoreReport> store,
    Optional<CensusReport> census,
    Optional<SettingsReport> settings,
    Optional<QueueReport> queues,
    Optional<HeartbeatReport> heartbeats,
    Optional<BucketReport> bucket) {

  /** Nothing yet. */
  public static final Reports NONE =
      new Reports(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
