package dev.sessionstack.reconcile;

import dev.sessionstack.api.Mode;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.BucketTarget;
import dev.sessionstack.store.BucketWatch;
import dev.sessionstack.store.CensusTarget;
import dev.sessionstack.store.CensusWatch;
import dev.sessionstack.store.Look;
import dev.sessionstack.store.QueueTarget;
import dev.sessionstack.store.QueueWatch;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreTarget;
import dev.sessionstack.store.StoreWatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is watched outside of Kubernetes: stores, their sessions, queues and buckets. Reading a
 * report is a look into a map; nothing here waits.
 */
@ApplicationScoped
class Outside {

  private final StoreWatch stores;
  private final CensusWatch censuses;
  private final QueueWatch queues;
  private final BucketWatch buckets;

  Outside(StoreWatch stores, CensusWatch censuses, QueueWatch queues, BucketWatch buckets) {
    this.stores = stores;
    this.censuses = censuses;
    this.queues = queues;
    this.buckets = buckets;
  }

  /** Watches what a plan names, and nothing that it names no more. */
  void watch(StackId id, StackPlan plan, Workloads workloads) {
    if (!plan.passwordPending()) { // one that is not kept yet is another one in each pass
      var asleep = plan.mode() == Mode.Hibernated && plan.store().managed().isPresent();
      watchStore(id, plan, workloads, asleep);
      watchCensus(id, plan, workloads, asleep);
      watchQueues(id, plan, asleep);
    }
    plan.bucket()
        .flatMap(bucket -> BucketTarget.of(bucket, plan.uid()))
        .ifPresentOrElse(target -> buckets.watch(id, target), () -> buckets.forget(id));
  }

  private void watchStore(StackId id, StackPlan plan, Workloads workloads, boolean asleep) {
    plan.store()
        .connection()
        .filter(connection -> !asleep)
        .ifPresentOrElse(
            connection ->
                stores.watch(
                    id,
                    new StoreTarget(
                        connection,
                        plan.store().health().interval(),
                        plan.store().health().window(),
                        workloads.redis().incarnation())),
            () -> stores.forget(id));
  }

  /** Only of a store that serves: what else is wrong with it, is said of the store. */
  private void watchCensus(StackId id, StackPlan plan, Workloads workloads, boolean asleep) {
    plan.store()
        .connection()
        .filter(connection -> plan.census().enabled() && serves(id) && !asleep)
        .ifPresentOrElse(
            connection ->
                censuses.watch(
                    id,
                    new CensusTarget(
                        connection,
                        plan.session().keyPrefix(),
                        plan.queues(),
                        plan.census().interval(),
                        plan.census().keysPerSecond(),
                        Optional.of(plan.session().ttl()).filter(t -> plan.census().repairs()),
                        plan.census().demand(),
                        workloads.redis().incarnation())),
            () -> censuses.forget(id));
  }

  /** Only of a store that serves, too. */
  private void watchQueues(StackId id, StackPlan plan, boolean asleep) {
    plan.broker()
        .filter(broker -> serves(id) && !asleep && !plan.queues().isEmpty())
        .ifPresentOrElse(
            broker ->
                queues.watch(
                    id, new QueueTarget(broker.tasks(), plan.queues(), plan.queueInterval())),
            () -> queues.forget(id));
  }

  private boolean serves(StackId id) {
    return stores.report(id).filter(StoreReport.Serving.class::isInstance).isPresent();
  }

  void forget(StackId id) {
    stores.forget(id);
    censuses.forget(id);
    queues.forget(id);
    buckets.forget(id);
  }

  Reports reports(StackId id) {
    return new Reports(
        stores.report(id), censuses.report(id), queues.report(id), buckets.report(id));
  }

  /** How long the last probe of a stack's store took; absent before the first. */
  Optional<Duration> probeTook(StackId id) {
    return stores.took(id);
  }

  /** How long the last census of a stack's sessions took; absent before the first. */
  Optional<Duration> censusTook(StackId id) {
    return censuses.took(id);
  }

  /** Who is told of each look at what: store, census, queues or bucket. */
  void onLook(BiConsumer<String, Look> observer) {
    censuses.onLook(look -> observer.accept("census", look));
    stores.onLook(look -> observer.accept("store", look));
    queues.onLook(look -> observer.accept("queues", look));
    buckets.onLook(look -> observer.accept("bucket", look));
  }

  /** Who is told that any of them has news of a stack. */
  void onNews(Consumer<StackId> listener) {
    stores.onNews(listener);
    censuses.onNews(listener);
    queues.onNews(listener);
    buckets.onNews(listener);
  }
}
