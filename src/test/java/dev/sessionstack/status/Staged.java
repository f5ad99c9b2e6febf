package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Single;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.MemoryInfo;
import dev.sessionstack.store.PersistenceInfo;
import dev.sessionstack.store.Repairs;
import dev.sessionstack.store.ReplicationInfo;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Serving;
import dev.sessionstack.store.StoreTrend;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is live and what was reported, for tests of what is said about it. */
final class Staged {

  static final Clock NOON = at("2026-01-01T12:00:00Z");
  static final String MANAGED =
      "ui: {image: 'shop:1', replicas: 2}\nstore: {managed: {storage: {size: 1Gi}}}\n";
  static final StoreInfo INFO =
      new StoreInfo(
          "Redis 8.0.2",
          new MemoryInfo(Optional.of(10), false, "noeviction", Optional.empty()),
          new PersistenceInfo(false, false, false),
          new ReplicationInfo("master", false, false, 0),
          Optional.of(1),
          0,
          0);

  /** Watched for long enough, and nothing has happened. */
  static final StoreTrend CALM =
      new StoreTrend(true, 0, 0, 0, 0, false, Optional.empty(), true, 0, 0);

  static final SessionCount COUNT =
      new SessionCount(12345, 1, 0, 0, 7, 3, 1_234_567, 200, 400, false);
  static final StoreReport SERVING = new Serving(Optional.of(INFO), CALM, false);
  static final CensusReport COUNTED = new Counted(COUNT, Repairs.NONE);

  /** Nothing in front of the Service. */
  static final LiveEdge NOTHING = new LiveEdge(Optional.empty(), Optional.empty());

  static Reports heard(StoreReport report) {
    return new Reports(
        Optional.ofNullable(report),
        census(report),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Sessions are counted in a store that serves. */
  static Optional<CensusReport> census(StoreReport store) {
    return Optional.of(COUNTED).filter(counted -> store instanceof Serving);
  }

  static SessionStackStatus of(Facts facts) {
    return StackStatus.of(facts, NOON);
  }

  static Facts facts(String spec, Workloads live, StoreReport report) {
    StackPlan plan = Given.plan(spec);
    return new Facts(plan, live, NOTHING, heard(report), List.of(), Optional.empty());
  }

  static Facts after(SessionStackStatus previous, String spec, Workloads live, StoreReport report) {
    return new Facts(
        Given.plan(spec), live, NOTHING, heard(report), List.of(), Optional.of(previous));
  }

  static Workloads live(int replicas, int ready, int redisReady) {
    return live(
        new Fleet(Optional.of(deployment(replicas, replicas, ready)), List.of()), redisReady);
  }

  static Workloads live(Fleet ui, int redisReady) {
    return new Workloads(
        ui,
        Optional.empty(),
        Optional.of(service()),
        new Single(Optional.of(statefulSet(redisReady)), List.of()),
        Optional.empty(),
        Map.of(),
        Single.NONE,
        Map.of());
  }

  static Deployment deployment(int replicas, int updated) {
    return new DeploymentBuilder(deployment(replicas, replicas, replicas))
        .editStatus()
        .withUpdatedReplicas(updated)
        .endStatus()
        .build();
  }

  static Deployment deployment(int replicas, int updated, int ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("shop-ui")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReplicas(replicas)
        .withUpdatedReplicas(updated)
        .withReadyReplicas(ready)
        .withAvailableReplicas(ready)
        .endStatus()
        .build();
  }

  static StatefulSet statefulSet(int ready) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("shop-redis")
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReadyReplicas(ready)
        .withCurrentRevision("a")
        .withUpdateRevision("a")
        .endStatus()
        .build();
  }

  /** A pod of the store that we made, with this memory limit. */
  static Pod redis(String memory) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-redis-0")
        .withUid("a")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("redis")
        .withNewResources()
        .addToLimits("memory", new Quantity(memory))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("shop-ui")
        .withNamespace("default")
        .endMetadata()
        .build();
  }

  static Pod waiting(String reason) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-ui-1")
        .withCreationTimestamp("2026-01-01T11:00:00Z")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("ui")
        .withImage("shop:missing")
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .endWaiting()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  /** A pod that serves. */
  static Pod ready(String name, String since) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withCreationTimestamp(since)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime(since)
        .endCondition()
        .endStatus()
        .build();
  }

  static Condition condition(SessionStackStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElse(null);
  }

  static List<String> types(SessionStackStatus status) {
    return status.conditions().stream().map(Condition::getType).toList();
  }

  static Clock at(String time) {
    return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
  }

  private Staged() {}
}
