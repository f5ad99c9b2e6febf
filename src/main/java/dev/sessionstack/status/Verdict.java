package dev.sessionstack.status;

import dev.sessionstack.plan.Excerpt;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One condition, without its times.
 *
 * @param type its name
 * @param status True, False or Unknown
 * @param reason one word in PascalCase
 * @param message for people
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties">API
 *     conventions</a>
 */
record Verdict(String type, String status, String reason, String message) {

  /** The longest message that a condition may have. */
  private static final int LONGEST = 32768;

  static Verdict yes(String type, String reason, String message) {
    return new Verdict(type, "True", reason, message);
  }

  static Verdict no(String type, String reason, String message) {
    return new Verdict(type, "False", reason, message);
  }

  static Verdict unknown(String type, String reason, String message) {
    return new Verdict(type, "Unknown", reason, message);
  }

  Verdict {
    message = Excerpt.of(message, LONGEST);
  }

  boolean isTrue() {
    return "True".equals(status);
  }

  /** The time of a condition is that of its last change of status, not of its last writing. */
  Condition dated(List<Condition> before, long generation, Clock clock) {
    var since =
        before.stream()
            .filter(c -> c.getType().equals(type))
            .filter(c -> c.getStatus().equals(status))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }
}
