package dev.sessionstack.status;

import dev.sessionstack.parts.Health;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Problem;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;

/** The UI and what is risky: conditions that speak of one thing each. */
final class ComponentRules {

  static final String UI_READY = "UIReady";
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

  static Optional<Verdict> configurationWarning(Facts facts) {
    var warnings = new ArrayList<>(facts.plan().warnings());
    if (facts.live().autoscalerIsBlind() && facts.live().uiServes(facts.plan())) {
      warnings.add(
          Problem.warns(
              Component.UI,
              "AutoscalerBlind",
              "spec.ui.autoscaling",
              "the autoscaler has no figures and leaves the number of instances as it is; install"
                  + " metrics-server, and see kubectl describe hpa"));
    }
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
