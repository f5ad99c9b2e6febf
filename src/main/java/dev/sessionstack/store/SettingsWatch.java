package dev.sessionstack.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the servers that we made at their settings, and says when one has news. */
@Singleton
public class SettingsWatch extends Watch<SettingsTarget, SettingsReport> {

  /** Somebody may have changed a setting by hand; it is put back as edits of objects are. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** Its configuration waits for the end, so the less is written twice the better. */
  private static final Duration WHILE_SAVING = Duration.ofSeconds(1);

  /** A refusal is as lasting as the limits of the server's process, so it is in no hurry. */
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  /** It was just serving, so it will answer soon. */
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);

  @Inject
  SettingsWatch(StoreClients clients) {
    this(clients, LOOK_AGAIN);
  }

  SettingsWatch(StoreClients clients, Duration lookAgain) {
    this(new SettingsProbe(clients), lookAgain);
  }

  private SettingsWatch(SettingsProbe probe, Duration lookAgain) {
    super(
        "settings-watch",
        target -> () -> probe.ask(target),
        (target, report) -> pause(report, lookAgain),
        SettingsReport.Unanswered.class::isInstance);
  }

  private static Duration pause(SettingsReport report, Duration lookAgain) {
    if (report instanceof SettingsReport.Unsaved) {
      return WHILE_SAVING.compareTo(lookAgain) < 0 ? WHILE_SAVING : lookAgain;
    }
    if (report instanceof SettingsReport.Unanswered) {
      return AFTER_SILENCE;
    }
    return report instanceof SettingsReport.Applied ? lookAgain : AFTER_REFUSAL;
  }
}
