package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.cluster.Kind.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What kubectl get prints of Kubernetes' own kinds. A path that starts with = is computed. */
final class Columns {
  private static final String TEMPLATE = ".spec.template.spec.containers[*]";

  /** Columns as {@code Title path}; a leading + marks those of the wide output. */
  private static final Map<String, String> BUILT_IN =
      Map.ofEntries(
          Map.entry("Pod", "Ready =ready|Status =status|Restarts =restarts|Age|+IP .status.podIP"),
          Map.entry(
              "Deployment",
              "Ready =replicas|Up-to-date =updated|Available =available|Age|+Containers"
                  + " =containers|+Images =images|+Selector =selector"),
          Map.entry("StatefulSet", "Ready =replicas|Age|+Containers =containers|+Images =images"),
          Map.entry(
              "ReplicaSet",
              "Desired .spec.replicas|Current .status.replicas|Ready .status.readyReplicas|Age"),
          Map.entry(
              "Service",
              "Type .spec.type|Cluster-IP .spec.clusterIP|External-IP =address|Port(s)"
                  + " =ports|Age|+Selector =selector"),
          Map.entry("Secret", "Type .type|Data =data|Age"),
          Map.entry("ConfigMap", "Data =data|Age"),
          Map.entry(
              "PersistentVolumeClaim",
              "Status .status.phase|Volume .spec.volumeName|Capacity"
                  + " .status.capacity.storage|Access Modes =accessModes|StorageClass"
                  + " .spec.storageClassName|Age"),
          Map.entry(
              "Event",
              "Last Seen =lastSeen|Type .type|Reason .reason|Object =object|Message .message"),
          Map.entry(
              "Ingress",
              "Class .spec.ingressClassName|Hosts .spec.rules[*].host|Address =address|Age"),
          Map.entry("NetworkPolicy", "Pod-Selector =podSelector|Age"),
          Map.entry(
              "PodDisruptionBudget",
              "Min Available .spec.minAvailable|Max Unavailable .spec.maxUnavailable|Allowed"
                  + " Disruptions .status.disruptionsAllowed|Age"),
          Map.entry(
              "HorizontalPodAutoscaler",
              "Reference =reference|MinPods .spec.minReplicas|MaxPods .spec.maxReplicas|Replicas"
                  + " .status.currentReplicas|Age"),
          Map.entry("Namespace", "Status .status.phase|Age"),
          Map.entry("Lease", "Holder .spec.holderIdentity|Age"),
          Map.entry("CustomResourceDefinition", "Created At .metadata.creationTimestamp"));

  private static final Map<String, Function<JsonNode, String>> COMPUTED =
      Map.ofEntries(
          Map.entry("=ready", Columns::ready),
          Map.entry("=status", Columns::podStatus),
          Map.entry("=restarts", pod -> String.valueOf(restarts(pod))),
          Map.entry("=replicas", Columns::replicas),
          Map.entry("=updated", object -> count(object, "updatedReplicas")),
          Map.entry("=available", object -> count(object, "availableReplicas")),
          Map.entry("=containers", object -> join(object, TEMPLATE + ".name")),
          Map.entry("=images", object -> join(object, TEMPLATE + ".image")),
          Map.entry("=selector", Columns::selector),
          Map.entry("=podSelector", o -> pairs(Json.at(o, "spec", "podSelector", "matchLabels"))),
          Map.entry("=address", Columns::address),
          Map.entry("=ports", Columns::ports),
          Map.entry(
              "=data", o -> String.valueOf(o.path("data").size() + o.path("binaryData").size())),
          Map.entry("=accessModes", Columns::accessModes),
          Map.entry("=lastSeen", Columns::lastSeen),
          Map.entry("=object", Columns::involved),
          Map.entry("=reference", Columns::reference));

  private Columns() {}

  static List<Column> of(String kind) {
    var columns = new ArrayList<Column>();
    if (!kind.equals("Event")) {
      columns.add(new Column("Name", "string", "name", 0, ".metadata.name"));
    }
    for (var text : BUILT_IN.getOrDefault(kind, "Age").split("\\|")) {
      var wide = text.startsWith("+");
      var title = text.substring(wide ? 1 : 0);
      var space = title.lastIndexOf(' ');
      columns.add(
          title.equals("Age")
              ? new Column("Age", "date", "", 0, ".metadata.creationTimestamp")
              : new Column(
                  title.substring(0, space),
                  "string",
                  "",
                  wide ? 1 : 0,
                  title.substring(space + 1)));
    }
    return columns;
  }

  static JsonNode cell(Column column, JsonNode object) {
    var nodes = Json.MAPPER.getNodeFactory();
    if (column.path().startsWith("=")) {
      return nodes.textNode(COMPUTED.get(column.path()).apply(object));
    }
    var found = new JsonPath(column.path()).in(object);
    if (column.type().equals("date")) {
      return nodes.textNode(found.isEmpty() ? "<unknown>" : age(found.get(0).asText()));
    }
    if (found.isEmpty()) {
      return column.path().equals(".metadata.name") ? nodes.textNode("") : nodes.nullNode();
    }
    return found.size() == 1 && found.get(0).isValueNode()
        ? found.get(0)
        : nodes.textNode(join(found));
  }

  /** How long ago that was, as kubectl says it. */
  static String age(String timestamp) {
    try {
      var age = Duration.between(Instant.parse(timestamp), Instant.now());
      var seconds = Math.max(0, age.toSeconds());
      if (seconds < 120) {
        return seconds + "s";
      }
      if (seconds < 600) {
        return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
      }
      if (age.toHours() < 3) {
        return age.toMinutes() + "m";
      }
      return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  private static String ready(JsonNode pod) {
    var all = Json.at(pod, "status", "containerStatuses");
    var ready = 0;
    for (var container : all) {
      ready += container.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + Json.at(pod, "spec", "containers").size();
  }

  private static String podStatus(JsonNode pod) {
    if (Json.at(pod, "metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    for (var container : Json.at(pod, "status", "containerStatuses")) {
      var reason = Json.text(container, "state", "waiting", "reason");
      reason = reason.isEmpty() ? Json.text(container, "state", "terminated", "reason") : reason;
      if (!reason.isEmpty()) {
        return reason;
      }
    }
    var reason = Json.text(pod, "status", "reason");
    return reason.isEmpty() ? Json.text(pod, "status", "phase") : reason;
  }

  private static int restarts(JsonNode pod) {
    var restarts = 0;
    for (var container : Json.at(pod, "status", "containerStatuses")) {
      restarts += container.path("restartCount").asInt();
    }
    return restarts;
  }

  private static String count(JsonNode object, String field) {
    return String.valueOf(Json.at(object, "status", field).asInt());
  }

  private static String replicas(JsonNode object) {
    return count(object, "readyReplicas") + "/" + Json.at(object, "spec", "replicas").asInt();
  }

  private static String selector(JsonNode object) {
    var selector = Json.at(object, "spec", "selector");
    return pairs(selector.has("matchLabels") ? selector.get("matchLabels") : selector);
  }

  private static String pairs(JsonNode labels) {
    var pairs = new ArrayList<String>();
    labels.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    return pairs.isEmpty() ? "<none>" : String.join(",", pairs);
  }

  private static String address(JsonNode object) {
    var ingress = Json.at(object, "status", "loadBalancer", "ingress").path(0);
    var address = Json.text(ingress, "ip") + Json.text(ingress, "hostname");
    var waits = Json.text(object, "spec", "type").equals("LoadBalancer");
    return !address.isEmpty() ? address : waits ? "<pending>" : "<none>";
  }

  private static String ports(JsonNode service) {
    var ports = new ArrayList<String>();
    for (var port : Json.at(service, "spec", "ports")) {
      var node = port.path("nodePort").asInt();
      ports.add(
          port.path("port").asInt()
              + (node == 0 ? "" : ":" + node)
              + "/"
              + port.path("protocol").asText("TCP"));
    }
    return ports.isEmpty() ? "<none>" : String.join(",", ports);
  }

  private static String accessModes(JsonNode claim) {
    return join(claim, ".spec.accessModes[*]")
        .replace("ReadWriteOnce", "RWO")
        .replace("ReadWriteMany", "RWX")
        .replace("ReadOnlyMany", "ROX");
  }

  private static String lastSeen(JsonNode event) {
    for (var field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
      if (!Json.text(event, field).isEmpty()) {
        return age(Json.text(event, field));
      }
    }
    return age(Json.text(event, "metadata", "creationTimestamp"));
  }

  private static String involved(JsonNode event) {
    var object = event.path("involvedObject");
    return Json.text(object, "kind").toLowerCase() + "/" + Json.text(object, "name");
  }

  private static String reference(JsonNode autoscaler) {
    var target = Json.at(autoscaler, "spec", "scaleTargetRef");
    return Json.text(target, "kind") + "/" + Json.text(target, "name");
  }

  private static String join(JsonNode object, String path) {
    return join(new JsonPath(path).in(object));
  }

  private static String join(List<JsonNode> values) {
    return String.join(
        ",", values.stream().map(v -> v.isValueNode() ? v.asText() : v.toString()).toList());
  }
}
