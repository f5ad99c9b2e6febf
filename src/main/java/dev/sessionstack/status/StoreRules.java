package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the store serves, and whether it will go on doing so. */
final class StoreRules {

  static final String STORE_READY = "StoreReady";
  static final String STORE_HEALTHY = "StoreHealthy";

  /** The order of urgency: what does harm now, what is about to, what may some day. */
  private static final List<Function<StoreView, Optional<Verdict>>> RULES =
      List.of(
          MemoryRules::writesRefused,
          ConnectionRules::readOnly,
          MemoryRules::persistenceFailing,
          MemoryRules::keysEvicted,
          ConnectionRules::connectionsRejected,
          ConnectionRules::replicationBroken,
          MemoryRules::memoryPressure,
          MemoryRules::memoryFilling,
          ConnectionRules::connectionPressure,
          ConnectionRules::slowAnswers,
          MemoryRules::evictionPolicyUnsafe,
          MemoryRules::memoryFragmented,
          ConnectionRules::replicaLost,
          ConnectionRules::replicationLagging,
          ConnectionRules::clientsDisconnected,
          ConnectionRules::clientsBlocked);

  static Optional<Verdict> storeReady(Facts facts) {
    var obstacle = facts.obstacle(STORE_READY, Component.STORE);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (facts.plan().store().inProcess()) {
      return Optional.of(
          Verdict.yes(STORE_READY, "InProcess", "sessions live in the UI process and end with it"));
    }
    var managed = facts.plan().store().managed().isPresent();
    if (managed && facts.hibernated()) {
      return ComponentRules.hibernated(STORE_READY);
    }
    var server =
        managed
            ? facts.live().redisHealth(facts.plan())
            : Health.ready("External", "kept by somebody else");
    var report = facts.reports().store();
    if (report.isPresent() && report.get() instanceof Failing failing) {
      // Nobody answers while the server is not up; why it is not up says more.
      if (server.isReady() || failing.reason() != Reason.Unreachable) {
        return Optional.of(
            Verdict.no(STORE_READY, failing.reason().name(), advice(failing, facts)));
      }
    }
    if (report.isPresent() && report.get() instanceof Serving serving && serving.refusesWrites()) {
      // It refuses PING as well, so that its pod is not ready, but that is not why.
      return Optional.of(
          Verdict.no(
              STORE_READY,
              "PersistenceFailing",
              "the store cannot save to its disk and refuses all writes (MISCONF), so nobody can"
                  + " log in; see the store's log and the space on its volume"));
    }
    if (!server.isReady()) {
      return Optional.of(Verdict.no(STORE_READY, server.reason(), server.message()));
    }
    return Optional.of(
        report.isPresent()
            ? Verdict.yes(STORE_READY, "Serving", "the store answers with the app's credentials")
            : unasked(STORE_READY, facts));
  }

  private static Verdict unasked(String type, Facts facts) {
    return facts
        .remembered(type)
        .orElse(Verdict.unknown(type, "Probing", "the store has not been asked yet"));
  }

  /** What the user may do about a store that does not serve. */
  private static String advice(Failing failing, Facts facts) {
    var field =
        facts.plan().store().managed().isPresent() ? "spec.store.managed" : "spec.store.external";
    return switch (failing.reason()) {
      case AuthenticationFailed ->
          facts.plan().store().credentialsField()
              + ": "
              + failing.message()
              + "; correct the Secret";
      case TLSFailed -> field + ".tls: " + failing.message();
      case Unreachable ->
          field
              + ": "
              + failing.message()
              + "; check host, port and NetworkPolicies, and that it runs";
      case DatabaseMissing ->
          field + ".databases.sessions: " + failing.message() + "; choose another";
      case Loading -> field + ": " + failing.message();
      case ConnectionsRejected -> field + ": " + failing.message() + "; raise it or close clients";
    };
  }

  static Optional<Verdict> storeHealthy(Facts facts) {
    var asleep = facts.hibernated() && facts.plan().store().managed().isPresent();
    if (facts.plan().store().inProcess() || asleep) {
      return Optional.empty();
    }
    if (facts.obstacle(STORE_HEALTHY, Component.STORE).isPresent()) {
      return Optional.of(
          Verdict.unknown(STORE_HEALTHY, "ProbeFailed", "not asked; StoreReady says why"));
    }
    return Optional.of(
        facts
            .reports()
            .store()
            .map(report -> storeHealthy(report, facts))
            .orElseGet(() -> unasked(STORE_HEALTHY, facts)));
  }

  private static Verdict storeHealthy(StoreReport report, Facts facts) {
    if (!(report instanceof Serving serving)) {
      return Verdict.unknown(STORE_HEALTHY, "ProbeFailed", "the store does not serve");
    }
    var troubles = troubles(serving, facts);
    if (troubles.isEmpty()) {
      return SettingsRules.pending(facts)
          .orElse(
              Verdict.yes(STORE_HEALTHY, "WithinBudget", "memory, persistence and keys are fine"));
    }
    var first = troubles.get(0);
    var others =
        troubles.stream()
            .skip(1)
            .map(other -> "; also " + other.reason() + ": " + other.message())
            .collect(Collectors.joining());
    return Verdict.no(STORE_HEALTHY, first.reason(), first.message() + others);
  }

  /** All that is wrong with a store that serves, the most urgent first. */
  static List<Verdict> troubles(Serving serving, Facts facts) {
    var store = StoreView.of(serving, facts);
    return Stream.of(
            RULES.stream().flatMap(rule -> rule.apply(store).stream()),
            SettingsRules.refused(facts).stream(),
            trouble(facts).stream())
        .flatMap(found -> found)
        .toList();
  }

  private static Optional<Verdict> trouble(Facts facts) {
    var denied = SessionFigures.repairDenied(facts);
    if (denied.isPresent()) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY, "RepairDenied", "spec.session.hygiene: Repair: " + denied.get()));
    }
    if (count(facts, Sessions::withoutTtl) > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "KeysWithoutTTL",
              "sessions without a TTL stay for ever; the app must set one with every write"));
    }
    if (count(facts, Sessions::malformed) > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "MalformedSessions",
              "keys under spec.session.keyPrefix are no session records; see docs/contract.md"));
    }
    return Optional.empty();
  }

  private static long count(Facts facts, Function<Sessions, Long> figure) {
    return SessionFigures.sessions(facts).map(figure).orElse(0L);
  }

  private StoreRules() {}
}
