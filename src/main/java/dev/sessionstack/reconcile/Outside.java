package dev.sessionstack.reconcile;

import dev.sessionstack.api.Mode;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.BucketTarget;
import dev.sessionstack.store.BucketWatch;
import dev.sessionstack.store.CensusTarget;
import dev.sessionstack.store.CensusWatch;
import dev.sessionstack.store.QueueTarget;
import dev.sessionstack.store.QueueWatch;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreTarget;
import dev.sessionstack.store.StoreWatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final Places places;
  private final List<Consumer<StackId>> listeners = new CopyOnWriteArrayList<>();

  Outside(
      StoreWatch stores,
      CensusWatch censuses,
      QueueWatch queues,
      BucketWatch buckets,
      Places places) {
    this.stores = stores;
    this.censuses = censuses;
    this.queues = queues;
    this.buckets = buckets;
    this.places = places;
    Consumer<StackId> news = id -> listeners.forEach(listener -> listener.accept(id));
    stores.onNews(news);
    censuses.onNews(news);
    queues.onNews(news);
    buckets.onNews(news);
  }

  /** Watches what a plan names, and nothing that it names no more. */
  void watch(StackId id, StackPlan plan, Workloads workloads) {
    places.put(id, SessionPlace.of(plan));
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
                        connection, plan.store().probeInterval(), workloads.redis().incarnation())),
            () -> stores.forget(id));
  }

  /** Only of a store that serves: what else is wrong with it, is said of the store. */
  private void watchCensus(StackId id, StackPlan plan, Workloads workloads, boolean asleep) {
    plan.store()
        .connection()
        .filter(connection -> serves(id) && !asleep)
        .ifPresentOrElse(
            connection ->
                censuses.watch(
                    id,
                    new CensusTarget(
                        connection,
                        plan.session().keyPrefix(),
                        plan.store().probeInterval(),
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
    places.forget(id);
  }

  Reports reports(StackId id) {
    return new Reports(
        stores.report(id), censuses.report(id), queues.report(id), buckets.report(id));
  }

  /** Who is told that any of them has news of a stack. */
  void onNews(Consumer<StackId> listener) {
    listeners.add(listener);
  }
}
