package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Tells people, by Kubernetes Events, that a condition has changed. Only what lasts is worth an
 * Event: a start in progress is not, or each would be a handful of writes (R28).
 */
final class ConditionEvents {

  private static final Logger LOG = Logger.getLogger(ConditionEvents.class);

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

  /**
   * Limit of the field:
   * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
   */
  private static final int LONGEST_NOTE = 1024;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;

  ConditionEvents(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /** An Event that is lost is no reason to fail: the condition still says it. */
  void tell(SessionStack stack, Optional<SessionStackStatus> before, SessionStackStatus now) {
    for (var condition : changed(before, now)) {
      try {
        client.resource(event(stack, condition)).create();
      } catch (KubernetesClientException e) {
        LOG.debugf(e, "no Event about %s", condition.getType());
      }
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

  private Event event(SessionStack stack, Condition condition) {
    var bad = Set.of("Stalled", "ConfigurationWarning").contains(condition.getType());
    var fine =
        "True".equals(condition.getStatus()) != bad || "Hibernated".equals(condition.getReason());
    var note = condition.getType() + "=" + condition.getStatus() + ": " + condition.getMessage();
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(stack.getMetadata().getName() + "-")
        .withNamespace(stack.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(Instant.now())))
        .withType(fine ? "Normal" : "Warning")
        .withReason(condition.getReason())
        .withAction("Reconcile")
        .withNote(note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
        .withReportingController("sessionstack.dev/operator")
        .withReportingInstance(instance)
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(stack.getApiVersion())
                .withKind(stack.getKind())
                .withName(stack.getMetadata().getName())
                .withNamespace(stack.getMetadata().getNamespace())
                .withUid(stack.getMetadata().getUid())
                .build())
        .build();
  }
}
