package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.api.SessionStackStatus.Store;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport.Serving;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The whole status of a stack. */
public final class StackStatus {

  /** The status that the facts call for; equal to the previous one where nothing is new. */
  public static SessionStackStatus of(Facts facts, Clock clock) {
    var plan = facts.plan();
    return new SessionStackStatus(
        plan.generation(),
        conditions(facts, clock),
        Address.url(facts).orElse(null),
        selector(facts),
        facts.live().ui().replicas(),
        facts.live().ui().ready(),
        store(facts),
        SessionFigures.sessions(facts).orElse(null),
        TaskFigures.workers(facts),
        TaskFigures.queued(facts),
        secrets(facts));
  }

  /** When a status may differ though the facts do not; absent where it will not. */
  public static Optional<Instant> due(Facts facts, Clock clock) {
    return QueueRules.due(facts, clock.instant());
  }

  private static List<Condition> conditions(Facts facts, Clock clock) {
    var components = new ArrayList<Verdict>();
    ComponentRules.uiReady(facts).ifPresent(components::add);
    StoreReadyRules.storeReady(facts).ifPresent(components::add);
    StoreRules.storeHealthy(facts).ifPresent(components::add);
    TaskRules.workersReady(facts, clock.instant()).ifPresent(components::add);
    TaskRules.schedulerReady(facts).ifPresent(components::add);
    ServerRules.ready(ServerRules.BACKEND_READY, facts).ifPresent(components::add);
    ServerRules.ready(ServerRules.MODEL_SERVER_READY, facts).ifPresent(components::add);
    EdgeRules.exposed(facts).ifPresent(components::add);
    BucketRules.objectStorageReady(facts).ifPresent(components::add);
    ComponentRules.configurationWarning(facts).ifPresent(components::add);
    var ready = SummaryRules.ready(facts, components);
    var stalled = SummaryRules.stalled(facts);
    var verdicts = new ArrayList<Verdict>();
    verdicts.add(ready);
    SummaryRules.reconciling(facts, components, stalled).ifPresent(verdicts::add);
    stalled.ifPresent(verdicts::add);
    verdicts.addAll(components);
    var before = facts.previous().map(SessionStackStatus::conditions).orElse(List.of());
    return verdicts.stream().map(v -> v.dated(before, facts.plan().generation(), clock)).toList();
  }

  /**
   * Only of a stack that has keys, or had them: to have had them is what makes them lost. What was
   * planned and could not be done is not said, or they would be lost for one pass only.
   */
  private static SessionStackStatus.Secrets secrets(Facts facts) {
    var plan = facts.plan();
    var before = facts.previous().map(SessionStackStatus::secrets);
    if (!plan.keysKept() || before.isPresent() && facts.isHeld(Component.ACCESS)) {
      return before.orElse(null);
    }
    return new SessionStackStatus.Secrets(
        plan.session().secretName(),
        plan.store().connection().isPresent() ? plan.names().storeSecret() : null,
        RotationRules.figure(
            facts,
            Component.SESSION,
            plan.session().change(),
            before.map(SessionStackStatus.Secrets::sessionRotation)),
        RotationRules.figure(
            facts,
            Component.STORE,
            plan.store().change(),
            before.map(SessionStackStatus.Secrets::storeRotation)));
  }

  private static String selector(Facts facts) {
    return new TreeMap<>(Labels.selector(facts.plan().names().stack(), Component.UI))
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
  }

  private static Store store(Facts facts) {
    var endpoint = facts.plan().store().connection().map(StoreConnection::endpoint);
    return endpoint
        .map(address -> store(address, facts).with(facts.live().redisCapacity(facts.plan())))
        .orElse(null);
  }

  private static Store store(String endpoint, Facts facts) {
    if (facts.reports().store().isPresent()
        && facts.reports().store().get() instanceof Serving serving) {
      var info = serving.info();
      return new Store(
          endpoint,
          info.map(StoreInfo::version).orElse(null),
          info.map(i -> i.replication().role()).orElse(null),
          info.flatMap(i -> i.memory().usedPercent())
              .map(used -> Figures.steady(used, facts.lastStore().map(Store::memoryUsedPercent)))
              .orElse(null),
          StoreRules.troubles(serving, facts).stream().map(Verdict::reason).toList(),
          info.map(StoreInfo::evictedKeys).map(Figures::rounded).orElse(null),
          SessionFigures.sessions(facts).map(Sessions::withoutTtl).orElse(null),
          null);
    }
    return facts.lastStore().orElse(new Store(endpoint, null, null, null, null, null, null, null));
  }

  private StackStatus() {}
}
