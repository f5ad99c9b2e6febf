package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.ApiError.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * What the API server adds to Kubernetes' own kinds, as far as controllers and matchers notice it,
 * and the changes that it refuses.
 */
final class Defaults {
  private static final Set<String> MUTABLE_IN_STATEFUL_SET =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  private Defaults() {}

  static void complete(Kind kind, ObjectNode object) {
    switch (kind.name()) {
      case "Deployment" -> {
        deployment(object.withObjectProperty("spec"));
        object.withObjectProperty("status");
      }
      case "StatefulSet" -> {
        statefulSet(object.withObjectProperty("spec"));
        put(object.withObjectProperty("status"), "replicas", 0);
        put(object.withObjectProperty("status"), "availableReplicas", 0);
      }
      case "Pod" -> {
        pod(object.withObjectProperty("spec"));
        status(object, "phase", "Pending");
      }
      case "Service" -> service(object);
      case "Secret" -> secret(object);
      case "PersistentVolumeClaim" -> {
        put(object.withObjectProperty("spec"), "volumeMode", "Filesystem");
        status(object, "phase", "Pending");
      }
      case "Namespace" -> status(object, "phase", "Active");
      case "CustomResourceDefinition" -> established(object);
      default -> {}
    }
  }

  /** Refuses what can not be changed in a living object. */
  static void check(Kind kind, JsonNode before, JsonNode after) {
    var name = Json.text(after, "metadata", "name");
    var old = before.path("spec");
    var spec = after.path("spec");
    if (before.path("immutable").asBoolean() && !content(before).equals(content(after))) {
      var why = "Forbidden: field is immutable when `immutable` is set";
      throw ApiError.invalid(kind, name, List.of(new Cause("FieldValueForbidden", "data", why)));
    }
    if (kind.name().equals("Deployment") && !old.path("selector").equals(spec.path("selector"))) {
      var why = "Invalid value: " + spec.path("selector") + ": field is immutable";
      throw ApiError.invalid(
          kind, name, List.of(new Cause("FieldValueInvalid", "spec.selector", why)));
    }
    if (kind.name().equals("StatefulSet")) {
      var was = ((ObjectNode) old).deepCopy().remove(MUTABLE_IN_STATEFUL_SET);
      if (!was.equals(((ObjectNode) spec).deepCopy().remove(MUTABLE_IN_STATEFUL_SET))) {
        var why =
            "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
        throw ApiError.invalid(kind, name, List.of(new Cause("FieldValueForbidden", "spec", why)));
      }
    }
  }

  /** Of a Secret or a ConfigMap: what may not change once it is immutable, and that it is. */
  private static ObjectNode content(JsonNode object) {
    return ((ObjectNode) object).deepCopy().retain("data", "binaryData", "immutable");
  }

  private static void deployment(ObjectNode spec) {
    put(spec, "replicas", 1);
    put(spec, "revisionHistoryLimit", 10);
    put(spec, "progressDeadlineSeconds", 600);
    var strategy = spec.withObjectProperty("strategy");
    put(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      put(strategy.withObjectProperty("rollingUpdate"), "maxSurge", "25%");
      put(strategy.withObjectProperty("rollingUpdate"), "maxUnavailable", "25%");
    }
    pod(spec.withObjectProperty("template").withObjectProperty("spec"));
  }

  private static void statefulSet(ObjectNode spec) {
    put(spec, "replicas", 1);
    put(spec, "revisionHistoryLimit", 10);
    put(spec, "podManagementPolicy", "OrderedReady");
    var strategy = spec.withObjectProperty("updateStrategy");
    put(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      put(strategy.withObjectProperty("rollingUpdate"), "partition", 0);
    }
    var retention = spec.withObjectProperty("persistentVolumeClaimRetentionPolicy");
    put(retention, "whenDeleted", "Retain");
    put(retention, "whenScaled", "Retain");
    for (var claim : spec.path("volumeClaimTemplates")) {
      put((ObjectNode) claim, "apiVersion", "v1");
      put((ObjectNode) claim, "kind", "PersistentVolumeClaim");
      put(((ObjectNode) claim).withObjectProperty("spec"), "volumeMode", "Filesystem");
      status((ObjectNode) claim, "phase", "Pending");
    }
    pod(spec.withObjectProperty("template").withObjectProperty("spec"));
  }

  private static void pod(ObjectNode spec) {
    put(spec, "restartPolicy", "Always");
    put(spec, "terminationGracePeriodSeconds", 30);
    put(spec, "dnsPolicy", "ClusterFirst");
    put(spec, "schedulerName", "default-scheduler");
    spec.withObjectProperty("securityContext");
    for (var list : List.of("initContainers", "containers")) {
      spec.path(list).forEach(container -> container((ObjectNode) container));
    }
    for (var volume : spec.path("volumes")) {
      for (var source : List.of("secret", "configMap")) {
        if (volume.path(source) instanceof ObjectNode projected) {
          put(projected, "defaultMode", 420);
        }
      }
    }
  }

  private static void container(ObjectNode container) {
    var image = Json.text(container, "image");
    var latest =
        image.endsWith(":latest")
            || !image.substring(image.lastIndexOf('/') + 1).matches(".*[:@].*");
    put(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
    put(container, "terminationMessagePath", "/dev/termination-log");
    put(container, "terminationMessagePolicy", "File");
    container.withObjectProperty("resources");
    container.path("ports").forEach(port -> put((ObjectNode) port, "protocol", "TCP"));
    for (var name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.path(name) instanceof ObjectNode probe) {
        put(probe, "timeoutSeconds", 1);
        put(probe, "periodSeconds", 10);
        put(probe, "successThreshold", 1);
        put(probe, "failureThreshold", 3);
        if (probe.path("httpGet") instanceof ObjectNode request) {
          put(request, "path", "/");
          put(request, "scheme", "HTTP");
        }
      }
    }
    for (var variable : container.path("env")) {
      if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode reference) {
        put(reference, "apiVersion", "v1");
      }
    }
  }

  private static void service(ObjectNode service) {
    var spec = service.withObjectProperty("spec");
    put(spec, "type", "ClusterIP");
    put(spec, "sessionAffinity", "None");
    put(spec, "internalTrafficPolicy", "Cluster");
    if (!Json.text(spec, "type").equals("ExternalName")) {
      // Nothing routes to it: the address only has to look like one and stay the same.
      var host = Math.floorMod(Json.text(service, "metadata", "uid").hashCode(), 254 * 254);
      put(spec, "clusterIP", "10.96." + (1 + host / 254) + "." + (1 + host % 254));
      if (!spec.has("clusterIPs")) {
        spec.putArray("clusterIPs").add(spec.get("clusterIP"));
      }
      put(spec, "ipFamilyPolicy", "SingleStack");
      if (!spec.has("ipFamilies")) {
        spec.putArray("ipFamilies").add("IPv4");
      }
    }
    for (var port : spec.path("ports")) {
      put((ObjectNode) port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        ((ObjectNode) port).set("targetPort", port.path("port"));
      }
    }
    status(service, "loadBalancer", null);
  }

  private static void secret(ObjectNode secret) {
    put(secret, "type", "Opaque");
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      var data = secret.withObjectProperty("data");
      for (var text : texts.properties()) {
        var bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
        data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  private static void established(ObjectNode crd) {
    if (!crd.has("status")) {
      var status = crd.putObject("status");
      status.set("acceptedNames", Json.at(crd, "spec", "names"));
      for (var type : List.of("NamesAccepted", "Established")) {
        status
            .withArrayProperty("conditions")
            .addObject()
            .put("type", type)
            .put("status", "True")
            .put("reason", type)
            .put("message", "")
            .put("lastTransitionTime", Json.text(crd, "metadata", "creationTimestamp"));
      }
      for (var version : Json.at(crd, "spec", "versions")) {
        if (version.path("storage").asBoolean()) {
          status.putArray("storedVersions").add(version.path("name"));
        }
      }
    }
  }

  private static void status(ObjectNode object, String field, String value) {
    if (!object.path("status").has(field)) {
      var status = object.withObjectProperty("status");
      if (value == null) {
        status.putObject(field);
      } else {
        status.put(field, value);
      }
    }
  }

  private static void put(ObjectNode object, String field, String value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void put(ObjectNode object, String field, int value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }
}
