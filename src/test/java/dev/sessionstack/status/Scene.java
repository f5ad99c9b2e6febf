package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Single;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.HeartbeatReport;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SettingsReport;
import dev.sessionstack.store.StoreReport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A stack whose UI and store are well, and what a test makes of the rest. */
final class Scene {

  private final String spec;
  private final Map<String, Fleet> pools = new HashMap<>();
  private final Map<Component, Fleet> servers = new EnumMap<>(Component.class);
  private final List<Failure> failures = new ArrayList<>();
  private Single scheduler = Single.NONE;
  private Optional<StoreReport> store = Optional.of(Staged.SERVING);
  private Optional<SettingsReport> settings = Optional.empty();
  private List<Pod> redis = List.of();
  private Optional<QueueReport> queues = Optional.empty();
  private Optional<HeartbeatReport> heartbeats = Optional.empty();
  private Optional<SessionStackStatus> previous = Optional.empty();
  private Optional<StackPlan> plan = Optional.empty();
  private Optional<HorizontalPodAutoscaler> autoscaler = Optional.empty();

  private Scene(String spec) {
    this.spec = spec;
  }

  /** What the spec says beside UI and store. */
  static Scene of(String more) {
    return new Scene(Staged.MANAGED + more);
  }

  /** Planned in other surroundings than those where all is there. */
  Scene planned(StackPlan plan) {
    this.plan = Optional.of(plan);
    return this;
  }

  /** An autoscaler that says whether it can scale. */
  Scene autoscaler(String scalingActive) {
    autoscaler =
        Optional.of(
            new HorizontalPodAutoscalerBuilder()
                .withNewStatus()
                .addNewCondition()
                .withType("ScalingActive")
                .withStatus(scalingActive)
                .endCondition()
                .endStatus()
                .build());
    return this;
  }

  Scene pool(String name, int replicas, int ready, Pod... pods) {
    pools.put(name, fleet(replicas, ready, pods));
    return this;
  }

  Scene server(Component component, int replicas, int ready, Pod... pods) {
    servers.put(component, fleet(replicas, ready, pods));
    return this;
  }

  Scene scheduler(int ready) {
    scheduler = new Single(Optional.of(Staged.statefulSet(ready)), List.of());
    return this;
  }

  Scene queues(QueueDepth... depths) {
    queues = Optional.of(new QueueReport.Depths(List.of(depths)));
    return this;
  }

  Scene unmeasured(String reason) {
    queues = Optional.of(new QueueReport.Unknown(reason, "because"));
    return this;
  }

  Scene store(StoreReport report) {
    store = Optional.ofNullable(report);
    return this;
  }

  /** A server that runs in a pod with this memory limit, and what it said of its settings. */
  Scene settings(String memory, SettingsReport report) {
    redis = List.of(Staged.redis(memory));
    settings = Optional.ofNullable(report);
    return this;
  }

  Scene failed(Failure failure) {
    failures.add(failure);
    return this;
  }

  Scene after(SessionStackStatus status) {
    previous = Optional.of(status);
    return this;
  }

  /** Workers that were heard of lately, and those that were once. */
  Scene heartbeats(Set<String> alive, Set<String> silent) {
    heartbeats = Optional.of(new HeartbeatReport.Heard(alive, silent));
    return this;
  }

  Scene deaf() {
    heartbeats = Optional.of(new HeartbeatReport.Deaf());
    return this;
  }

  SessionStackStatus status() {
    return Staged.of(facts());
  }

  Facts facts() {
    var ui = new Fleet(Optional.of(Staged.deployment(2, 2, 2)), List.of());
    var live =
        new Workloads(
            ui,
            autoscaler,
            Optional.of(Staged.service()),
            new Single(Optional.of(Staged.statefulSet(1)), redis),
            Optional.empty(),
            pools,
            scheduler,
            servers);
    return new Facts(
        plan.orElseGet(() -> Given.plan(spec)),
        live,
        Staged.NOTHING,
        new Reports(
            store,
            Staged.census(store.orElse(null)),
            settings,
            queues,
            heartbeats,
            Optional.empty()),
        failures,
        previous);
  }

  /** A condition as {@code Status Reason}; absent where there is none. */
  String says(String type) {
    var condition = Staged.condition(status(), type);
    return condition == null ? "absent" : condition.getStatus() + " " + condition.getReason();
  }

  private static Fleet fleet(int replicas, int ready, Pod... pods) {
    return new Fleet(Optional.of(Staged.deployment(replicas, replicas, ready)), List.of(pods));
  }
}
