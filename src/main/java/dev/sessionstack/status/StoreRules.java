package dev.sessionstack.status;

import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import java.util.Optional;

/** Whether the store serves, and whether it will go on doing so. */
final class StoreRules {

  static final String STORE_READY = "StoreReady";
  static final String STORE_HEALTHY = "StoreHealthy";

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
    var limit = facts.plan().store().memoryWarningPercent();
    return serving
        .info()
        .flatMap(info -> trouble(info, limit))
        .or(() -> SettingsRules.trouble(facts))
        .or(() -> trouble(facts))
        .orElse(
            Verdict.yes(STORE_HEALTHY, "WithinBudget", "memory, persistence and keys are fine"));
  }

  private static Optional<Verdict> trouble(StoreInfo info, int limit) {
    if (info.persistenceFailing()) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "PersistenceFailing",
              "the last save to disk failed; see the store's log and the space on its volume"));
    }
    if (info.memoryUsedPercent().orElse(0) >= limit) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "MemoryPressure",
              "at least "
                  + limit
                  + "% of maxmemory is used; raise the memory limit or shorten spec.session.ttl"));
    }
    if (info.evictedKeys() > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "KeysEvicted",
              "keys were evicted since the store started, and may have been sessions; raise the"
                  + " memory limit"));
    }
    if (info.rejectedConnections() > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "ConnectionsRejected",
              "connections were rejected since the store started; raise maxclients or use fewer"
                  + " connections per instance"));
    }
    return Optional.empty();
  }

  private static Optional<Verdict> trouble(Facts facts) {
    if (SessionFigures.withoutTtl(facts).orElse(0L) > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "KeysWithoutTTL",
              "sessions without a TTL stay for ever; the app must set one with every write"));
    }
    if (SessionFigures.malformed(facts).orElse(0L) > 0) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "MalformedSessions",
              "keys under spec.session.keyPrefix are no session records; see docs/contract.md"));
    }
    return Optional.empty();
  }

  private StoreRules() {}
}
