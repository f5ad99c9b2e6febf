package dev.sessionstack.status;

import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the store serves. */
final class StoreReadyRules {

  static final String STORE_READY = "StoreReady";

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
      // Nobody answers while the server is not up; why it is not up says more, if it says why.
      if (server.isReady()
          || failing.reason() != Reason.Unreachable
          || isStarting(server) && standing(facts).isPresent()) {
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
      return standing(facts)
          .filter(verdict -> report.isEmpty() && isStarting(server))
          .or(() -> Optional.of(Verdict.no(STORE_READY, server.reason(), server.message())));
    }
    return Optional.of(
        report.isPresent() ? serving(facts) : StoreRules.unasked(STORE_READY, facts));
  }

  private static Verdict serving(Facts facts) {
    return facts
        .live()
        .redisGrowth(facts.plan())
        .map(
            growth ->
                Verdict.yes(
                    STORE_READY,
                    "Resizing",
                    "the store answers; spec.store.managed.storage.size: the claim "
                        + growth.claim()
                        + " has "
                        + growth.has()
                        + " of "
                        + growth.asked()
                        + (growth.needsRestart()
                            ? ", and has the rest with the next start of its pod; delete that when"
                                + " a short break suits you"
                            : " yet; see kubectl describe pvc if it stays so")))
        .orElse(
            Verdict.yes(STORE_READY, "Serving", "the store answers with the app's credentials"));
  }

  private static boolean isStarting(Health server) {
    return "Starting".equals(server.reason());
  }

  /**
   * What the probe found of a server that was up. Its pod is not ready any more, for the same
   * cause, and it is asked anew since; that is no start, and no news.
   */
  private static Optional<Verdict> standing(Facts facts) {
    return facts
        .remembered(STORE_READY)
        .filter(
            verdict ->
                "PersistenceFailing".equals(verdict.reason())
                    || Stream.of(Reason.values()).anyMatch(r -> r.name().equals(verdict.reason())));
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

  private StoreReadyRules() {}
}
