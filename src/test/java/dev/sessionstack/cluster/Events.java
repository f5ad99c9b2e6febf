package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events, which Kubernetes serves twice: the fields of core/v1 and of events.k8s.io/v1 differ. */
final class Events {
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private Events() {}

  static boolean are(Kind kind) {
    return kind.name().equals("Event") && (kind.group().isEmpty() || isNew(kind));
  }

  /** The stored form, which is core/v1. */
  static ObjectNode stored(Kind kind, ObjectNode event) {
    return isNew(kind) ? renamed(event, true).put("apiVersion", "v1") : event;
  }

  static ObjectNode served(Kind kind, ObjectNode event) {
    return isNew(kind) ? renamed(event, false) : event;
  }

  private static boolean isNew(Kind kind) {
    return kind.group().equals("events.k8s.io") && kind.name().equals("Event");
  }

  private static ObjectNode renamed(ObjectNode event, boolean toCore) {
    var copy = event.deepCopy();
    CORE_NAMES.forEach(
        (name, core) -> {
          var value = copy.remove(toCore ? name : core);
          if (value != null) {
            copy.set(toCore ? core : name, value);
          }
        });
    return copy;
  }
}
