package dev.sessionstack.apiserver;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What there is in an OpenAPI schema, and values that are not in it. */
final class Schemas {

  /**
   * A stack with one value just outside of its schema.
   *
   * @param field its path
   * @param kind the constraint that it breaks
   * @param spec the whole spec
   */
  record Violation(String field, String kind, JsonNode spec) {
    @Override
    public String toString() {
      return field + " " + kind;
    }
  }

  /** Specs that have together a value for every field with a constraint. */
  static List<ObjectNode> complete() {
    try (InputStream file = Schemas.class.getResourceAsStream("/complete-specs.yaml")) {
      var specs = new ArrayList<ObjectNode>();
      Serialization.unmarshal(file, JsonNode.class).forEach(spec -> specs.add((ObjectNode) spec));
      return specs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages of all rules. */
  static Stream<String> rules(JsonNode schema) {
    return schema.findValues("x-kubernetes-validations").stream()
        .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
        .map(rule -> rule.path("message").asText());
  }

  /** Descriptions of fields that have defaults, and these. */
  static Map<String, String> defaults(JsonNode schema) {
    return schema.findParents("default").stream()
        .filter(field -> field.path("description").isTextual())
        .collect(
            TreeMap::new,
            (map, f) -> map.put(f.get("description").asText(), f.get("default").asText()),
            Map::putAll);
  }

  /** Stacks that differ from this spec in one value, which is just outside of the schema. */
  static List<Violation> violations(JsonNode schema, ObjectNode spec) {
    var found = new ArrayList<Violation>();
    walk(
        schema,
        JsonPointer.empty(),
        (pointer, field) -> {
          if (spec.at(pointer).isMissingNode()) {
            return;
          }
          outside(field, spec.at(pointer))
              .forEach(
                  (kind, value) -> {
                    var changed = spec.deepCopy();
                    var name = pointer.last().getMatchingProperty();
                    if (changed.at(pointer.head()) instanceof ArrayNode list) {
                      list.set(pointer.last().getMatchingIndex(), value);
                    } else {
                      ((ObjectNode) changed.at(pointer.head())).set(name, value);
                    }
                    found.add(new Violation(path(pointer), kind, changed));
                  });
        });
    return found;
  }

  /** Constrained fields that none of these specs has. */
  static List<String> unreached(JsonNode schema, List<ObjectNode> specs) {
    var missing = new ArrayList<String>();
    walk(
        schema,
        JsonPointer.empty(),
        (pointer, field) -> {
          var constrained = !outside(field, MissingNode.getInstance()).isEmpty();
          if (constrained && specs.stream().allMatch(spec -> spec.at(pointer).isMissingNode())) {
            missing.add(path(pointer));
          }
        });
    return missing;
  }

  /** Values that break one constraint each, by the constraint's name. */
  private static Map<String, JsonNode> outside(JsonNode field, JsonNode value) {
    var values = new TreeMap<String, JsonNode>();
    field
        .properties()
        .forEach(
            constraint -> {
              var limit = constraint.getValue().asInt();
              switch (constraint.getKey()) {
                case "enum" -> values.put("enum", TextNode.valueOf("Nonsense"));
                case "pattern" -> values.put("pattern", TextNode.valueOf(" !"));
                case "minimum" -> values.put("minimum", IntNode.valueOf(limit - 1));
                case "maximum" -> values.put("maximum", IntNode.valueOf(limit + 1));
                case "minLength" -> values.put("minLength", TextNode.valueOf(""));
                case "maxLength" ->
                    values.put("maxLength", TextNode.valueOf("a".repeat(limit + 1)));
                case "minItems" -> values.put("minItems", copies(value.path(0), limit - 1));
                case "maxItems" -> values.put("maxItems", copies(value.path(0), limit + 1));
                case "maxProperties" -> values.put("maxProperties", entries(limit + 1));
                case "required" ->
                    constraint
                        .getValue()
                        .forEach(
                            name ->
                                values.put(
                                    "required " + name.asText(), without(value, name.asText())));
                default -> {}
              }
            });
    return values;
  }

  private static JsonNode copies(JsonNode item, int count) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var i = 0; i < count; i++) {
      list.add(item);
    }
    return list;
  }

  private static JsonNode entries(int count) {
    var object = JsonNodeFactory.instance.objectNode();
    for (var i = 0; i < count; i++) {
      object.put("k" + i, "v");
    }
    return object;
  }

  private static JsonNode without(JsonNode object, String name) {
    var rest = object.deepCopy();
    if (rest instanceof ObjectNode fields) {
      fields.remove(name);
    }
    return rest;
  }

  private static void walk(
      JsonNode schema, JsonPointer pointer, BiConsumer<JsonPointer, JsonNode> seen) {
    if (!pointer.matches()) {
      seen.accept(pointer, schema);
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> walk(field.getValue(), pointer.appendProperty(field.getKey()), seen));
    if (schema.has("items")) {
      walk(schema.path("items"), pointer.appendIndex(0), seen);
    }
  }

  /** As the API server writes it. */
  private static String path(JsonPointer pointer) {
    return "spec" + pointer.toString().replace("/0", "[0]").replace('/', '.');
  }

  private Schemas() {}
}
