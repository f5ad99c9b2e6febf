package dev.sessionstack.status;

import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import java.util.Optional;
import java.util.stream.Collectors;

/** The conditions that speak of one thing each. */
final class ComponentRules {

  static final String UI_READY = "UIReady";
  static final String STORE_READY = "StoreReady";
  static final String STORE_HEALTHY = "StoreHealthy";
  static final String EXPOSED = "Exposed";
  static final String CONFIGURATION_WARNING = "ConfigurationWarning";

  static Optional<Verdict> uiReady(Facts facts) {
    var obstacle = facts.obstacle(UI_READY, Component.UI);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (facts.hibernated()) {
      return hibernated(UI_READY);
    }
    return Optional.of(of(UI_READY, facts.live().uiHealth(facts.plan())));
  }

  static Optional<Verdict> storeReady(Facts facts) {
    var obstacle = facts.obstacle(STORE_READY, Component.STORE);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (facts.inProcess()) {
      return Optional.of(
          Verdict.yes(STORE_READY, "InProcess", "sessions live in the UI process and end with it"));
    }
    var managed = facts.plan().store().managed().isPresent();
    if (managed && facts.hibernated()) {
      return hibernated(STORE_READY);
    }
    var server =
        managed
            ? facts.live().redisHealth(facts.plan())
            : Health.ready("External", "kept by somebody else");
    var report = facts.report();
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
            : Verdict.unknown(STORE_READY, "Probing", "the store has not been asked yet"));
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
      case Loading -> field + ": " + failing.message();
      case ConnectionsRejected -> field + ": " + failing.message() + "; raise it or close clients";
    };
  }

  static Optional<Verdict> storeHealthy(Facts facts) {
    if (facts.inProcess()) {
      return Optional.empty();
    }
    return Optional.of(
        facts
            .report()
            .map(report -> storeHealthy(report, facts))
            .orElse(Verdict.unknown(STORE_HEALTHY, "Probing", "the store has not been asked yet")));
  }

  private static Verdict storeHealthy(StoreReport report, Facts facts) {
    if (!(report instanceof Serving serving)) {
      return Verdict.unknown(STORE_HEALTHY, "ProbeFailed", "the store does not serve");
    }
    var limit = facts.plan().store().memoryWarningPercent();
    return serving
        .info()
        .flatMap(info -> trouble(info, limit))
        .or(() -> trouble(serving))
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
              "keys were evicted since the store started, so users were logged out; raise the"
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

  private static Optional<Verdict> trouble(Serving serving) {
    if (serving.sessions().map(s -> s.withoutTtl() > 0).orElse(false)) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "KeysWithoutTTL",
              "sessions without a TTL stay for ever; the app must set one with every write"));
    }
    if (serving.sessions().map(s -> s.malformed() > 0).orElse(false)) {
      return Optional.of(
          Verdict.no(
              STORE_HEALTHY,
              "MalformedSessions",
              "keys under spec.session.keyPrefix are no session records; see docs/contract.md"));
    }
    return Optional.empty();
  }

  static Optional<Verdict> exposed(Facts facts) {
    if (facts.live().uiService().isEmpty()) {
      return Optional.of(
          facts
              .obstacle(EXPOSED, Component.UI)
              .orElse(Verdict.no(EXPOSED, "Creating", "the Service is not there yet")));
    }
    var type = facts.plan().edge().serviceType();
    if (type == ServiceSpec.Type.LoadBalancer && Address.ofLoadBalancer(facts.live()).isEmpty()) {
      return Optional.of(
          Verdict.no(
              EXPOSED,
              "AddressPending",
              "spec.loadBalancer.service: no address has been assigned yet; the cluster needs a"
                  + " provider of load balancers, else use ClusterIP or NodePort"));
    }
    return Optional.of(
        Verdict.yes(EXPOSED, type.name(), "the Service leads to the instances that are ready"));
  }

  static Optional<Verdict> configurationWarning(Facts facts) {
    var warnings = facts.plan().warnings();
    return warnings.stream()
        .findFirst()
        .map(
            first ->
                Verdict.yes(
                    CONFIGURATION_WARNING,
                    first.reason(),
                    warnings.stream().map(Problem::message).collect(Collectors.joining("; "))));
  }

  private static Verdict of(String type, Health health) {
    return health.isReady()
        ? Verdict.yes(type, health.reason(), health.message())
        : Verdict.no(type, health.reason(), health.message());
  }

  private static Optional<Verdict> hibernated(String type) {
    return Optional.of(
        Verdict.no(type, "Hibernated", "spec.mode is Hibernated; set Running to wake it"));
  }

  private ComponentRules() {}
}
