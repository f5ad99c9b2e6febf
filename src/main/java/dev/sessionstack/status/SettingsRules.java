package dev.sessionstack.status;

import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.store.SettingsReport;
import dev.sessionstack.store.SettingsReport.Difference;
import dev.sessionstack.store.SettingsReport.Hidden;
import dev.sessionstack.store.SettingsReport.Refused;
import dev.sessionstack.store.SettingsReport.Unanswered;
import dev.sessionstack.store.SettingsReport.Unsaved;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the store that we made has the settings that the spec asks for. */
final class SettingsRules {

  private static final String STORE = "spec.store.managed";

  /** What the server was told and does not have. */
  static Optional<Verdict> refused(Facts facts) {
    return report(facts).flatMap(SettingsRules::complaint).map(SettingsRules::refused);
  }

  /** That it is not known yet; what was last said stands until then. */
  static Optional<Verdict> pending(Facts facts) {
    return facts.live().redisSettings(facts.plan()).isEmpty()
            || report(facts).filter(r -> !(r instanceof Unanswered)).isPresent()
        ? changing(facts)
        : facts
            .remembered(StoreRules.STORE_HEALTHY)
            .or(
                () ->
                    Optional.of(
                        Verdict.unknown(
                            StoreRules.STORE_HEALTHY,
                            "SettingsPending",
                            STORE + ": the server is being told its settings")));
  }

  /** Until all is saved in the new way, a restart finds what was saved in the old one. */
  private static Optional<Verdict> changing(Facts facts) {
    return report(facts)
        .filter(Unsaved.class::isInstance)
        .map(
            unsaved ->
                Verdict.unknown(
                    StoreRules.STORE_HEALTHY,
                    "PersistenceChanging",
                    STORE
                        + ".persistence: the server saves all sessions in the new way, and its"
                        + " configuration follows when it has; see the store's log if it stays so"));
  }

  /** Only of a server that is there to be told. */
  private static Optional<SettingsReport> report(Facts facts) {
    return facts
        .reports()
        .settings()
        .filter(r -> facts.live().redisSettings(facts.plan()).isPresent());
  }

  private static Verdict refused(String message) {
    return Verdict.no(StoreRules.STORE_HEALTHY, "SettingsRefused", message);
  }

  private static Optional<String> complaint(SettingsReport report) {
    if (report instanceof Refused refused) {
      return Optional.of(
          refused.differences().stream()
              .map(SettingsRules::complaint)
              .collect(Collectors.joining("; ")));
    }
    return report instanceof Hidden
        ? Optional.of(
            STORE + ": the server does not permit CONFIG, so its settings change with a restart")
        : Optional.empty();
  }

  private static String complaint(Difference difference) {
    var setting = difference.setting();
    return setting.field()
        + ": the server keeps "
        + setting.directive()
        + " at "
        + difference.found()
        + " and does not take "
        + difference.wanted()
        + (setting == Setting.MAX_CLIENTS
            ? "; its container may open too few files: lower it, or raise the limit of the node's"
                + " container runtime"
            : "; see the store's log");
  }

  private SettingsRules() {}
}
