package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the servers that we made at their settings, and says when one has news. */
@ApplicationScoped
public class SettingsWatch {

  /** Somebody may have changed a setting by hand; it is put back as edits of objects are. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** A refusal is as lasting as the limits of the server's process, so it is in no hurry. */
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  /** It was just serving, so it will answer soon. */
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);

  private final Watch<SettingsTarget, SettingsReport> watch;

  @Inject
  SettingsWatch(StoreClients clients) {
    this(clients, LOOK_AGAIN);
  }

  SettingsWatch(StoreClients clients, Duration lookAgain) {
    var probe = new SettingsProbe(clients);
    watch =
        new Watch<>(
            "settings-watch",
            target -> () -> probe.ask(target),
            (target, report) -> pause(report, lookAgain),
            SettingsReport.Unanswered.class::isInstance);
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told of each look, on a thread of ours. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Keeps a server at its settings from now on; nothing new where it is kept so already. */
  public void watch(StackId id, SettingsTarget target) {
    watch.watch(id, target);
  }

  /** Leaves a server alone. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the server of a stack; absent before the first. */
  public Optional<SettingsReport> report(StackId id) {
    return watch.report(id);
  }

  private static Duration pause(SettingsReport report, Duration lookAgain) {
    if (report instanceof SettingsReport.Unanswered) {
      return AFTER_SILENCE;
    }
    return report instanceof SettingsReport.Applied ? lookAgain : AFTER_REFUSAL;
  }

  @PreDestroy
  void close() {
    watch.close();
  }
}
