package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Writes Kubernetes Events about our resources. */
final class EventLog {

  private static final Logger LOG = Logger.getLogger(EventLog.class);

  /**
   * Limit of the field:
   * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
   */
  private static final int LONGEST_NOTE = 1024;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;

  /**
   * @param instance the name of this operator
   */
  EventLog(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(object.getMetadata().getName())
        .withNamespace(object.getMetadata().getNamespace())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  /**
   * Tells it once: when the status that is written next is lost, by a refusal or by the end of this
   * process, the next pass finds the same and tells it again, under the same name. An Event that is
   * lost is no reason to fail: the status still says it.
   *
   * @param cause what was found in this state
   */
  void write(
      HasMetadata cause,
      ObjectReference regarding,
      boolean fine,
      String reason,
      String action,
      String note) {
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name(cause, regarding, reason, note))
            .withNamespace(regarding.getNamespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICROS.format(Instant.now())))
            .withType(fine ? "Normal" : "Warning")
            .withReason(reason)
            .withAction(action)
            .withNote(note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
            .withReportingController("sessionstack.dev/operator")
            .withReportingInstance(instance)
            .withRegarding(regarding)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debugf(e, "no Event %s about %s", reason, regarding.getName());
    }
  }

  private static String name(
      HasMetadata cause, ObjectReference regarding, String reason, String note) {
    var state = cause.getMetadata().getUid() + "@" + cause.getMetadata().getResourceVersion();
    var news = String.join("\n", state, regarding.getKind(), regarding.getUid(), reason, note);
    var digest = UUID.nameUUIDFromBytes(news.getBytes(StandardCharsets.UTF_8));
    return regarding.getName() + "." + digest;
  }
}
