package dev.sessionstack.status;

import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Problem;
import java.util.Optional;
import java.util.stream.Collectors;

/** The UI, the way in and what is risky: conditions that speak of one thing each. */
final class ComponentRules {

  static final String UI_READY = "UIReady";
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

  static Verdict of(String type, Health health) {
    return health.isReady()
        ? Verdict.yes(type, health.reason(), health.message())
        : Verdict.no(type, health.reason(), health.message());
  }

  static Optional<Verdict> hibernated(String type) {
    return Optional.of(
        Verdict.no(type, "Hibernated", "spec.mode is Hibernated; set Running to wake it"));
  }

  private ComponentRules() {}
}
