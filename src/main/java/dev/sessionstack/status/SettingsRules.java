package dev.sessionstack.status;

import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.store.SettingsReport.Applied;
import dev.sessionstack.store.SettingsReport.Difference;
import dev.sessionstack.store.SettingsReport.Hidden;
import dev.sessionstack.store.SettingsReport.Refused;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the store that we made has the settings that the spec asks for. */
final class SettingsRules {

  private static final String STORE = "spec.store.managed";

  /** What of it is to be said of the store's health; nothing where all is as it is to be. */
  static Optional<Verdict> trouble(Facts facts) {
    if (facts.live().redisSettings(facts.plan()).isEmpty()) {
      return Optional.empty();
    }
    var report = facts.reports().settings();
    if (report.isPresent() && report.get() instanceof Applied) {
      return Optional.empty();
    }
    if (report.isPresent() && report.get() instanceof Refused refused) {
      return Optional.of(
          Verdict.no(
              StoreRules.STORE_HEALTHY,
              "SettingsRefused",
              refused.differences().stream()
                  .map(SettingsRules::complaint)
                  .collect(Collectors.joining("; "))));
    }
    if (report.isPresent() && report.get() instanceof Hidden) {
      return Optional.of(
          Verdict.no(
              StoreRules.STORE_HEALTHY,
              "SettingsRefused",
              STORE
                  + ": the server does not permit CONFIG, so its settings change with a restart"));
    }
    return Optional.of(
        facts
            .remembered(StoreRules.STORE_HEALTHY)
            .orElse(
                Verdict.unknown(
                    StoreRules.STORE_HEALTHY,
                    "SettingsPending",
                    STORE + ": the server is being told its settings")));
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
