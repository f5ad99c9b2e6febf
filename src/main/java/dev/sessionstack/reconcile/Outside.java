package dev.sessionstack.reconcile;

import dev.sessionstack.api.Mode;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.AccessReport;
import dev.sessionstack.store.AccessTarget;
import dev.sessionstack.store.AccessWatch;
import dev.sessionstack.store.BucketTarget;
import dev.sessionstack.store.BucketWatch;
import dev.sessionstack.store.CensusTarget;
import dev.sessionstack.store.CensusWatch;
import dev.sessionstack.store.HeartbeatTarget;
import dev.sessionstack.store.HeartbeatWatch;
import dev.sessionstack.store.Look;
import dev.sessionstack.store.QueueTarget;
import dev.sessionstack.store.QueueWatch;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SettingsTarget;
import dev.sessionstack.store.SettingsWatch;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreTarget;
import dev.sessionstack.store.StoreWatch;
import dev.sessionstack.store.Watch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is watched outside of Kubernetes: stores, their settings and sessions, queues, workers and
 * buckets. Reading a report is a look into a map; nothing here waits.
 */
@ApplicationScoped
class Outside {

  private final StoreWatch stores;
  private final CensusWatch censuses;
  private final SettingsWatch settings;
  private final AccessWatch access;
  private final QueueWatch queues;
  private final HeartbeatWatch heartbeats;
  private final BucketWatch buckets;
  private final Places places;
  private final Map<String, Watch<?, ?>> all;
  private final List<Consumer<StackId>> listeners = new CopyOnWriteArrayList<>();

  Outside(
      StoreWatch stores,
      CensusWatch censuses,
      SettingsWatch settings,
      AccessWatch access,
      QueueWatch queues,
      HeartbeatWatch heartbeats,
      BucketWatch buckets,
      Places places) {
    this.stores = stores;
    this.censuses = censuses;
    this.settings = settings;
    this.access = access;
    this.queues = queues;
    this.heartbeats = heartbeats;
    this.buckets = buckets;
    this.places = places;
    Consumer<StackId> news = id -> listeners.forEach(listener -> listener.accept(id));
    all =
        Map.of(
            "store", stores,
            "census", censuses,
            "settings", settings,
            "access", access,
            "queues", queues,
            "heartbeats", heartbeats,
            "bucket", buckets);
    all.values().forEach(watch -> watch.onNews(news));
  }

  /**
   * Watches what a plan names, and nothing that it names no more.
   *
   * @param kept whether its Secrets are in the cluster: a server is told no password that is not,
   *     for the next pass would have another plan, and tell it something else
   */
  void watch(StackId id, StackPlan plan, Workloads workloads, boolean kept) {
    places.put(id, SessionPlace.of(plan));
    if (!plan.passwordPending()) { // one that is not kept yet is another one in each pass
      var asleep = plan.mode() == Mode.Hibernated && plan.store().managed().isPresent();
      watchStore(id, plan, workloads, asleep);
      watchCensus(id, plan, workloads, asleep);
      keepSettings(id, plan, workloads);
      if (kept) {
        keepAccess(id, plan, workloads);
      }
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

  /** Never of an external store: how that is set is somebody else's to decide. */
  private void keepSettings(StackId id, StackPlan plan, Workloads workloads) {
    var instance = workloads.redis().incarnation();
    var saving = plan.store().managed().map(RedisPlan::saving);
    plan.store()
        .connection()
        .filter(connection -> serves(id))
        .flatMap(
            connection ->
                workloads
                    .redisSettings(plan)
                    .map(w -> new SettingsTarget(connection, w, saving.orElseThrow(), instance)))
        .ifPresentOrElse(target -> settings.watch(id, target), () -> settings.forget(id));
  }

  /** While passwords change, and where a server that is to have them lets nobody in. */
  private void keepAccess(StackId id, StackPlan plan, Workloads workloads) {
    var changes = plan.store().change().flatMap(change -> change.rotation().step()).isPresent();
    plan.store()
        .connection()
        .filter(connection -> workloads.redisSettings(plan).isPresent() && (changes || refuses(id)))
        .map(
            connection ->
                new AccessTarget(
                    connection, plan.store().passwords(), workloads.redis().incarnation()))
        .ifPresentOrElse(target -> access.watch(id, target), () -> access.forget(id));
  }

  private boolean refuses(StackId id) {
    return stores
        .report(id)
        .filter(StoreReport.Failing.class::isInstance)
        .map(StoreReport.Failing.class::cast)
        .filter(failing -> failing.reason() == StoreReport.Reason.AuthenticationFailed)
        .isPresent();
  }

  /** What the server of a stack was last heard to accept, while that is watched. */
  Optional<AccessReport> access(StackId id) {
    return access.report(id);
  }

  /** Only of a store that serves, too. */
  private void watchQueues(StackId id, StackPlan plan, boolean asleep) {
    plan.broker()
        .filter(broker -> serves(id) && !asleep && !plan.queues().isEmpty())
        .ifPresentOrElse(
            broker -> {
              queues.watch(
                  id, new QueueTarget(broker.tasks(), plan.queues(), plan.queueInterval()));
              heartbeats.watch(id, new HeartbeatTarget(broker.tasks()));
            },
            () -> forgetQueues(id));
  }

  private void forgetQueues(StackId id) {
    queues.forget(id);
    heartbeats.forget(id);
  }

  private boolean serves(StackId id) {
    return stores.report(id).filter(StoreReport.Serving.class::isInstance).isPresent();
  }

  void forget(StackId id) {
    all.values().forEach(watch -> watch.forget(id));
    places.forget(id);
  }

  Reports reports(StackId id) {
    return new Reports(
        stores.report(id),
        censuses.report(id),
        settings.report(id),
        queues.report(id),
        heartbeats.report(id),
        buckets.report(id));
  }

  /** How long the last probe of a stack's store took; absent before the first. */
  Optional<Duration> probeTook(StackId id) {
    return stores.took(id);
  }

  /** How long the last census of a stack's sessions took; absent before the first. */
  Optional<Duration> censusTook(StackId id) {
    return censuses.took(id);
  }

  /**
   * Who is told of each look at what: store, census, settings, access, queues, heartbeats or
   * bucket.
   */
  void onLook(BiConsumer<String, Look> observer) {
    all.forEach((what, watch) -> watch.onLook(look -> observer.accept(what, look)));
  }

  /** Who is told that any of them has news of a stack. */
  void onNews(Consumer<StackId> listener) {
    listeners.add(listener);
  }
}
