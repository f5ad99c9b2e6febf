package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.plan.Component;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Serving;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a store that serves will go on doing so. */
final class StoreRules {

  static final String STORE_HEALTHY = "StoreHealthy";

  /** The order of urgency: what does harm now, what is about to, what may some day. */
  private static final List<Function<StoreView, Optional<Verdict>>> RULES =
      List.of(
          MemoryRules::writesRefused,
          MemoryRules::memoryFull,
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

  static Verdict unasked(String type, Facts facts) {
    return facts
        .remembered(type)
        .orElse(Verdict.unknown(type, "Probing", "the store has not been asked yet"));
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
