package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

  /** An Event that is lost is no reason to fail: the status still says it. */
  void write(ObjectReference regarding, boolean fine, String reason, String action, String note) {
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(regarding.getName() + "-")
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
}
