package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells people, by Kubernetes Events, that a condition has changed. Only what lasts is worth an
 * Event: a start in progress is not, or each would be a handful of writes (R28).
 */
final class ConditionEvents {

  private static final Set<String> PASSING =
      Set.of(
          "Creating",
          "Starting",
          "VolumePending",
          "RollingOut",
          "Probing",
          "Progressing",
          "ProbeFailed",
          "SettingsPending",
          "NotVerified");

  private final EventLog log;

  ConditionEvents(EventLog log) {
    this.log = log;
  }

  void tell(SessionStack stack, Optional<SessionStackStatus> before, SessionStackStatus now) {
    for (var condition : changed(before, now)) {
      log.write(
          stack,
          EventLog.reference(stack),
          isFine(condition),
          condition.getReason(),
          "Reconcile",
          condition.getType() + "=" + condition.getStatus() + ": " + condition.getMessage());
    }
  }

  static List<Condition> changed(Optional<SessionStackStatus> before, SessionStackStatus now) {
    return now.conditions().stream()
        .filter(c -> !PASSING.contains(c.getReason()))
        .filter(c -> !repeats(c, now))
        .filter(c -> !isRoutine(c, before))
        .filter(
            c ->
                before.stream()
                    .flatMap(status -> status.conditions().stream())
                    .noneMatch(
                        old ->
                            old.getType().equals(c.getType())
                                && old.getStatus().equals(c.getStatus())
                                && old.getReason().equals(c.getReason())))
        .toList();
  }

  /** Pools that fall asleep and wake with their queues do so all day. */
  private static boolean isRoutine(Condition condition, Optional<SessionStackStatus> before) {
    return "WorkersReady".equals(condition.getType())
        && "True".equals(condition.getStatus())
        && before.stream()
            .flatMap(status -> status.conditions().stream())
            .anyMatch(
                old -> "WorkersReady".equals(old.getType()) && "True".equals(old.getStatus()));
  }

  /** A summary that says what the condition of a component says is no second piece of news. */
  private static boolean repeats(Condition summary, SessionStackStatus now) {
    var isSummary =
        "Stalled".equals(summary.getType())
            || "Ready".equals(summary.getType()) && !"True".equals(summary.getStatus());
    return isSummary
        && now.conditions().stream()
            .filter(c -> !Set.of("Stalled", "Ready").contains(c.getType()))
            .anyMatch(c -> c.getReason().equals(summary.getReason()));
  }

  private static boolean isFine(Condition condition) {
    var bad = Set.of("Stalled", "ConfigurationWarning").contains(condition.getType());
    return "True".equals(condition.getStatus()) != bad
        || "Hibernated".equals(condition.getReason());
  }
}
