package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a value merges with another: what API schemas say by x-kubernetes-list-type, list-map-keys
 * and map-type.
 */
interface Shape {
  /** The shape of one field of this object. */
  Shape field(String name);

  /** The shape of the items of this list. */
  Shape item();

  /** The fields that tell the items of this list apart; none when items have no identity. */
  List<String> keys();

  /** Whether this is a list of distinct plain values, of which each has its own owner. */
  boolean set();

  /** Whether this object is owned as a whole. */
  boolean atomic();

  /** Whether this is an object whose keys the user chooses. */
  boolean open();

  /** What a missing key field of an item means. */
  JsonNode keyDefault(String key);

  /** The shape that a CRD schema gives. */
  static Shape of(JsonNode schema) {
    return new Declared(schema, true);
  }

  /** The shape of a type that is part of Kubernetes. */
  static Shape builtIn() {
    return new BuiltIn("", "");
  }

  /**
   * Kubernetes' own types, by the name of the field and, where that is ambiguous, of its parent. It
   * was compared with the OpenAPI of Kubernetes 1.34.
   */
  record BuiltIn(String parent, String name) implements Shape {
    private static final Map<String, List<String>> KEYS =
        Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("conditions", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")),
            Map.entry("podIPs", List.of("ip")),
            Map.entry("claims", List.of("name")),
            Map.entry("resourceClaims", List.of("name")),
            Map.entry("schedulingGates", List.of("name")),
            Map.entry("secrets", List.of("name")),
            Map.entry("spec.imagePullSecrets", List.of("name")),
            Map.entry("containers.ports", List.of("containerPort", "protocol")),
            Map.entry("initContainers.ports", List.of("containerPort", "protocol")),
            Map.entry("spec.ports", List.of("port", "protocol")));
    private static final Set<String> ATOMIC =
        Set.of(
            "selector",
            "labelSelector",
            "podSelector",
            "namespaceSelector",
            "nodeSelector",
            "scopeSelector",
            "preference",
            "required",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "fieldRef",
            "resourceFieldRef",
            "configMapKeyRef",
            "secretKeyRef",
            "secretRef",
            "targetRef",
            "scaleTargetRef",
            "claimRef",
            "roleRef",
            "dataSource",
            "involvedObject",
            "regarding",
            "related");

    /** Items of these keyed lists are owned as a whole. */
    private static final Set<String> ATOMIC_ITEMS = Set.of("ownerReferences", "imagePullSecrets");

    @Override
    public Shape field(String field) {
      return new BuiltIn(name, field);
    }

    @Override
    public Shape item() {
      return ATOMIC_ITEMS.contains(name) ? new BuiltIn(name, "selector") : this;
    }

    @Override
    public List<String> keys() {
      return KEYS.getOrDefault(name, KEYS.getOrDefault(parent + "." + name, List.of()));
    }

    @Override
    public boolean set() {
      return name.equals("finalizers") && parent.equals("metadata");
    }

    @Override
    public boolean atomic() {
      return ATOMIC.contains(name);
    }

    @Override
    public boolean open() {
      return false;
    }

    @Override
    public JsonNode keyDefault(String key) {
      return key.equals("protocol") ? TextNode.valueOf("TCP") : MissingNode.getInstance();
    }
  }

  /** A custom resource, by its schema; what the schema leaves open has atomic lists. */
  record Declared(JsonNode schema, boolean root) implements Shape {
    @Override
    public Shape field(String name) {
      if (root && name.equals("metadata")) {
        return new BuiltIn("", "metadata");
      }
      var property = schema.path("properties").path(name);
      return new Declared(
          property.isMissingNode() ? schema.path("additionalProperties") : property, false);
    }

    @Override
    public Shape item() {
      return new Declared(schema.path("items"), false);
    }

    @Override
    public List<String> keys() {
      var keys = new ArrayList<String>();
      if (Json.text(schema, "x-kubernetes-list-type").equals("map")) {
        schema.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
      }
      return keys;
    }

    @Override
    public boolean set() {
      return Json.text(schema, "x-kubernetes-list-type").equals("set");
    }

    @Override
    public boolean atomic() {
      return Json.text(schema, "x-kubernetes-map-type").equals("atomic");
    }

    @Override
    public boolean open() {
      return !root && !schema.has("properties");
    }

    @Override
    public JsonNode keyDefault(String key) {
      return Json.at(schema, "items", "properties", key, "default");
    }
  }
}
