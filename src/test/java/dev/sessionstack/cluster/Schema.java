package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.ApiError.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a CRD's OpenAPI schema does to an object: unknown fields go, defaults come, and what breaks
 * a rule is named. CEL rules (x-kubernetes-validations) are not evaluated.
 */
final class Schema {
  private Schema() {}

  /** Removes the fields that the schema does not know; returns their paths. */
  static List<String> prune(ObjectNode object, JsonNode schema) {
    var unknown = new ArrayList<String>();
    for (var name : Json.names(object)) {
      if (!List.of("apiVersion", "kind", "metadata").contains(name)) {
        pruneField(object, name, schema, "", unknown);
      }
    }
    return unknown;
  }

  private static void prune(JsonNode value, JsonNode schema, String path, List<String> unknown) {
    if (value instanceof ObjectNode object) {
      Json.names(object).forEach(name -> pruneField(object, name, schema, path + ".", unknown));
    } else if (value instanceof ArrayNode list && schema.has("items")) {
      for (int i = 0; i < list.size(); i++) {
        prune(list.get(i), schema.path("items"), path + "[" + i + "]", unknown);
      }
    }
  }

  private static void pruneField(
      ObjectNode object, String name, JsonNode schema, String prefix, List<String> unknown) {
    var property = field(schema, name);
    var open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (property.isObject()) {
      prune(object.get(name), property, prefix + name, unknown);
    } else if (!open && !property.asBoolean()) {
      object.remove(name);
      unknown.add(prefix + name);
    }
  }

  private static JsonNode field(JsonNode schema, String name) {
    var property = schema.path("properties").path(name);
    return property.isMissingNode() ? schema.path("additionalProperties") : property;
  }

  /** Fills in the declared defaults, and drops nulls where null is not a value. */
  static void applyDefaults(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      for (var property : schema.path("properties").properties()) {
        var name = property.getKey();
        var declared = property.getValue();
        var nullable = declared.path("nullable").asBoolean();
        if (object.path(name).isNull() && !nullable) {
          object.remove(name);
        }
        if (!object.has(name) && declared.has("default")) {
          object.set(name, declared.get("default").deepCopy());
        }
      }
      object.properties().forEach(e -> applyDefaults(e.getValue(), field(schema, e.getKey())));
    } else if (value instanceof ArrayNode list) {
      list.forEach(item -> applyDefaults(item, schema.path("items")));
    }
  }

  /** Every broken rule, in the words of the API server. */
  static List<Cause> violations(ObjectNode object, JsonNode schema) {
    var causes = new ArrayList<Cause>();
    required(object, schema, "", causes);
    for (var entry : object.properties()) {
      if (!entry.getKey().equals("metadata")) {
        check(entry.getValue(), field(schema, entry.getKey()), entry.getKey(), causes);
      }
    }
    causes.sort(Comparator.comparing(Cause::field));
    return causes;
  }

  private static void check(JsonNode value, JsonNode schema, String path, List<Cause> causes) {
    if (!schema.isObject() || value.isNull() && schema.path("nullable").asBoolean()) {
      return;
    }
    var type = Json.text(schema, "type");
    var actual = type(value);
    var intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
    if (intOrString ? !actual.equals("integer") && !actual.equals("string") : !fits(type, value)) {
      var expected = intOrString ? "integer,string" : type;
      var message = "%s in body must be of type %s: \"%s\"".formatted(path, expected, actual);
      causes.add(invalid("FieldValueTypeInvalid", path, '"' + actual + '"', message));
      return;
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      var allowed = new ArrayList<String>();
      schema.get("enum").forEach(each -> allowed.add(each.toString()));
      causes.add(
          new Cause(
              "FieldValueNotSupported",
              path,
              "Unsupported value: " + value + ": supported values: " + String.join(", ", allowed)));
    }
    if (value.isNumber()) {
      checkNumber(value, schema, path, causes);
    } else if (value.isTextual()) {
      checkText(value.asText(), schema, path, causes);
    } else if (value.isObject()) {
      required(value, schema, path, causes);
      value
          .properties()
          .forEach(
              e -> check(e.getValue(), field(schema, e.getKey()), path + "." + e.getKey(), causes));
    } else if (value.isArray()) {
      checkItems(value, schema, path, causes);
    }
  }

  private static void required(JsonNode value, JsonNode schema, String path, List<Cause> causes) {
    for (var name : schema.path("required")) {
      if (!value.has(name.asText())) {
        var field = path.isEmpty() ? name.asText() : path + "." + name.asText();
        causes.add(new Cause("FieldValueRequired", field, "Required value"));
      }
    }
  }

  private static void checkNumber(
      JsonNode value, JsonNode schema, String path, List<Cause> causes) {
    var number = value.decimalValue();
    if (schema.has("minimum") && number.compareTo(schema.get("minimum").decimalValue()) < 0) {
      var message =
          path + " in body should be greater than or equal to " + schema.get("minimum").asText();
      causes.add(invalid("FieldValueInvalid", path, value.asText(), message));
    }
    if (schema.has("maximum") && number.compareTo(schema.get("maximum").decimalValue()) > 0) {
      var message =
          path + " in body should be less than or equal to " + schema.get("maximum").asText();
      causes.add(invalid("FieldValueInvalid", path, value.asText(), message));
    }
  }

  private static void checkText(String value, JsonNode schema, String path, List<Cause> causes) {
    var quoted = '"' + value + '"';
    var length = value.codePointCount(0, value.length());
    if (schema.has("pattern")
        && !Pattern.compile(Json.text(schema, "pattern")).matcher(value).find()) {
      var message = path + " in body should match '" + Json.text(schema, "pattern") + "'";
      causes.add(invalid("FieldValueInvalid", path, quoted, message));
    }
    if (length < schema.path("minLength").asInt(0)) {
      var message = path + " in body should be at least " + schema.get("minLength") + " chars long";
      causes.add(invalid("FieldValueInvalid", path, quoted, message));
    }
    if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      var message = "may not be more than " + schema.get("maxLength") + " bytes";
      causes.add(new Cause("FieldValueTooLong", path, "Too long: " + message));
    }
  }

  private static void checkItems(JsonNode list, JsonNode schema, String path, List<Cause> causes) {
    if (list.size() < schema.path("minItems").asInt(0)) {
      var message = path + " in body should have at least " + schema.get("minItems") + " items";
      causes.add(invalid("FieldValueInvalid", path, String.valueOf(list.size()), message));
    }
    if (list.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      var message = "must have at most " + schema.get("maxItems") + " items";
      causes.add(new Cause("FieldValueTooMany", path, "Too many: " + list.size() + ": " + message));
    }
    var shape = Shape.of(schema);
    var seen = new HashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      var item = path + "[" + i + "]";
      check(list.get(i), schema.path("items"), item, causes);
      if (!shape.keys().isEmpty() && !seen.add(FieldPath.step(list.get(i), shape))) {
        var key = FieldPath.step(list.get(i), shape).substring(2);
        causes.add(new Cause("FieldValueDuplicate", item, "Duplicate value: " + key));
      }
    }
  }

  private static Cause invalid(String reason, String path, String value, String message) {
    return new Cause(reason, path, "Invalid value: " + value + ": " + message);
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (var each : list) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(String type, JsonNode value) {
    var actual = type(value);
    return type.isEmpty()
        || type.equals(actual)
        || type.equals("number") && actual.equals("integer")
        || type.equals("integer") && value.isNumber() && value.asDouble() == value.asLong();
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }
}
