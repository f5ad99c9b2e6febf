package dev.sessionstack.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashSet;
import java.util.Set;

/** Objects as the server keeps them: JSON trees, never changed once stored. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Reads JSON, or YAML, of which server-side apply makes use. */
  static JsonNode read(String text) {
    if (text.startsWith("k8s\0")) {
      // kubectl create configmap and the like speak protobuf only; kubectl create -f does not.
      throw ApiError.unsupported("application/vnd.kubernetes.protobuf");
    }
    try {
      var start = text.stripLeading();
      return start.startsWith("{") || start.startsWith("[")
          ? MAPPER.readTree(text)
          : YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw ApiError.badRequest("error decoding body: " + e.getOriginalMessage());
    }
  }

  static ObjectNode readObject(String text) {
    if (read(text) instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body must be an object");
  }

  /** The text at a path, or the empty string. */
  static String text(JsonNode node, String... path) {
    return at(node, path).asText("");
  }

  static JsonNode at(JsonNode node, String... path) {
    var current = node;
    for (var step : path) {
      current = current.path(step);
    }
    return current;
  }

  static ObjectNode metadata(ObjectNode object) {
    return object.withObjectProperty("metadata");
  }

  static Set<String> names(JsonNode object) {
    var names = new LinkedHashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static boolean isEmpty(JsonNode node) {
    return node.isNull() || node.isContainerNode() && node.isEmpty();
  }
}
