package dev.sessionstack.parts;

import dev.sessionstack.api.Mode;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.WorkerPlan;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Map;
import java.util.Optional;

/**
 * What of a stack is live: the objects whose own status says how they are doing.
 *
 * @param ui the UI
 * @param autoscaler what decides the number of its instances, if anything does
 * @param uiService the Service in front of it
 * @param redis the store that we make
 * @param claim its volume claim
 * @param pools of workers, by name
 * @param scheduler the one that sends periodic tasks
 * @param servers backend and model server
 */
public record Workloads(
    Fleet ui,
    Optional<HorizontalPodAutoscaler> autoscaler,
    Optional<Service> uiService,
    Single redis,
    Optional<PersistentVolumeClaim> claim,
    Map<String, Fleet> pools,
    Single scheduler,
    Map<Component, Fleet> servers) {

  private static final String UI = "spec.ui";
  private static final String REDIS = "spec.store.managed";

  /** How many UI instances there are to be: with autoscaling, what the autoscaler says. */
  private int uiWanted(StackPlan plan) {
    return plan.ui().autoscaling().isPresent() ? Math.max(1, ui.asked()) : plan.ui().replicas();
  }

  /** Whether as many instances serve as are asked for, whichever spec they were made from. */
  public boolean uiServes(StackPlan plan) {
    // While an autoscaler adds instances, those that were there before serve.
    return ui.serves(plan.ui().autoscaling().map(a -> a.least()).orElse(uiWanted(plan)));
  }

  /** The UI instances. */
  public Health uiHealth(StackPlan plan) {
    var wanted = uiWanted(plan);
    if (wanted == 0 && ui.deployment().isPresent()) {
      return Health.broken("ScaledToZero", UI + ".replicas: is 0, so nobody is served; raise it");
    }
    var health = ui.health(wanted, UI);
    // Instances that an autoscaler adds are its work and no trouble, as long as they come.
    return "Starting".equals(health.reason())
            && plan.ui().autoscaling().isPresent()
            && uiServes(plan)
        ? Health.ready("Serving", health.message())
        : health;
  }

  /** Whether the UI's autoscaler says that it cannot scale, for want of figures mostly. */
  public boolean autoscalerIsBlind() {
    return autoscaler.map(HorizontalPodAutoscaler::getStatus).stream()
        .flatMap(status -> status.getConditions().stream())
        .anyMatch(c -> "ScalingActive".equals(c.getType()) && "False".equals(c.getStatus()));
  }

  /** The store that we make; not whether it answers, which only the probe knows. */
  public Health redisHealth(StackPlan plan) {
    var wanted = plan.store().managed().map(RedisPlan::replicas).orElse(0);
    if (wanted > 0 && redis.runsOn()) {
      return Health.ready("Running", "the server runs on while its StatefulSet is made anew");
    }
    if (redis.set().isEmpty()) {
      return Health.progressing("Creating", "the StatefulSet is not there yet");
    }
    if (redis.isRolledOut(wanted)) {
      return Health.ready("Running", "the server is ready");
    }
    if (claim.isPresent()
        && claim.get().getStatus() != null
        && "Pending".equals(claim.get().getStatus().getPhase())) {
      return Health.progressing(
          "VolumePending",
          REDIS
              + ".storage: the claim "
              + claim.get().getMetadata().getName()
              + " has no volume yet; see kubectl describe pvc, and whether"
              + " storage.storageClassName exists");
    }
    return redis
        .trouble(REDIS)
        .orElse(Health.progressing("Starting", "the server is not ready yet"));
  }

  /** What is yet to come of the store's volume, if anything is. */
  public Optional<Growth> redisGrowth(StackPlan plan) {
    return plan.store()
        .managed()
        .flatMap(RedisPlan::volume)
        .flatMap(volume -> claim)
        .flatMap(Growth::of);
  }

  /** How large the store's volume is, if that is less than the spec says. */
  public Optional<String> redisCapacity(StackPlan plan) {
    return plan.store()
        .managed()
        .flatMap(RedisPlan::volume)
        .flatMap(
            volume ->
                claim
                    .flatMap(Growth::capacity)
                    .map(Quantity::toString)
                    .filter(volume::isMoreThan)
                    .map(Quantities::canonical));
  }

  /**
   * What the server that we made is to be told while it runs; absent where there is none to tell,
   * and where nothing may be changed.
   */
  public Optional<LiveSettings> redisSettings(StackPlan plan) {
    return plan.store()
        .managed()
        .filter(managed -> plan.mode() == Mode.Running && plan.holds(Component.STORE).isEmpty())
        .flatMap(
            managed ->
                redis
                    .container(RedisPlan.CONTAINER)
                    .map(container -> managed.settingsWithin(container.getResources())));
  }

  /** One pool of workers. */
  public Health poolHealth(WorkerPlan pool) {
    var fleet = pool(pool);
    var field = WorkerPlan.field(pool.name());
    var wanted = pool.replicas().orElseGet(fleet::asked);
    var health = fleet.health(wanted, field);
    var follows = pool.limits().isPresent() || pool.replicas().isEmpty();
    if (wanted == 0 && health.isReady()) {
      return follows
          ? Health.ready("Idle", field + ": no task, no instance")
          : Health.broken("ScaledToZero", field + ".replicas: is 0, so no task is done; raise it");
    }
    // Instances that come and go with the queue are its life and no trouble, as long as they come.
    return !health.isReady() && follows && fleet.trouble(field).isEmpty() && fleet.asked() > 0
        ? Health.ready("Scaling", field + ": " + health.message())
        : health;
  }

  /** The live instances of a pool. */
  public Fleet pool(WorkerPlan pool) {
    return pools.getOrDefault(pool.name(), Fleet.NONE);
  }

  /** The one that sends periodic tasks. */
  public Health schedulerHealth() {
    if (scheduler.set().isEmpty()) {
      return Health.progressing("Creating", "the StatefulSet is not there yet");
    }
    if (scheduler.isRolledOut(1)) {
      return Health.ready("Running", "the scheduler runs");
    }
    return scheduler
        .trouble("spec.scheduler")
        .orElse(Health.progressing("Starting", "the scheduler is not ready yet"));
  }

  /** Backend or model server. */
  public Health serverHealth(ServerPlan server) {
    var field = ServerPlan.field(server.component());
    var fleet = server(server);
    return server.replicas() == 0 && fleet.deployment().isPresent()
        ? Health.broken("ScaledToZero", field + ".replicas: is 0, so nobody answers; raise it")
        : fleet.health(server.replicas(), field);
  }

  /** The live instances of a server. */
  public Fleet server(ServerPlan server) {
    return servers.getOrDefault(server.component(), Fleet.NONE);
  }
}
