package dev.sessionstack.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A pod template in the form that the API server keeps it.
 *
 * <p>The server drops zero values of fields that are no pointers and adds some defaults. Whoever
 * applies what the server will not keep sees a difference for ever and writes for ever (R24).
 */
final class Canonical {

  /** Booleans whose {@code false} the server drops. Those not named here keep it. */
  private static final Set<String> DROPPED_FALSE =
      Set.of("hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly");

  /** Numbers whose 0 means the default, which the server writes in its place or drops. */
  private static final Set<String> DROPPED_ZERO =
      Set.of(
          "initialDelaySeconds",
          "periodSeconds",
          "timeoutSeconds",
          "successThreshold",
          "failureThreshold",
          "hostPort");

  private static final Set<String> MAPS =
      Set.of("nodeSelector", "labels", "annotations", "matchLabels");

  private static final List<String> AMOUNTS = List.of("sizeLimit", "divisor");
  private static final List<String> AMOUNT_MAPS = List.of("requests", "limits", "overhead");

  static JsonNode of(JsonNode node) {
    if (node instanceof ObjectNode object) {
      var dropped = new ArrayList<String>();
      object
          .properties()
          .forEach(
              field -> {
                var value = field.getValue();
                if (MAPS.contains(field.getKey())) {
                  return; // their keys are the user's, and an empty value is one
                }
                of(value);
                var isEmpty =
                    value.isNull()
                        || value.isTextual()
                            && value.asText().isEmpty()
                            && !field.getKey().equals("storageClassName")
                        || value.isArray() && value.isEmpty()
                        || value.isBoolean()
                            && !value.asBoolean()
                            && DROPPED_FALSE.contains(field.getKey())
                        || DROPPED_ZERO.contains(field.getKey())
                            && value.isInt()
                            && value.asInt() == 0;
                if (isEmpty) {
                  dropped.add(field.getKey());
                }
              });
      object.remove(dropped);
      defaults(object);
      quantities(object);
    } else {
      node.forEach(Canonical::of);
    }
    return node;
  }

  /** What the server fills in beside what is there. */
  private static void defaults(ObjectNode object) {
    if (object.path("fieldRef") instanceof ObjectNode reference && !reference.has("apiVersion")) {
      reference.put("apiVersion", "v1");
    }
    if (object.path("resourceFieldRef") instanceof ObjectNode reference
        && !reference.has("divisor")) {
      reference.put("divisor", "0");
    }
    if (object.path("serviceAccountToken") instanceof ObjectNode token
        && !token.has("expirationSeconds")) {
      token.put("expirationSeconds", 3600);
    }
  }

  private static void quantities(ObjectNode object) {
    for (var name : AMOUNTS) {
      if (object.path(name).isValueNode() && !object.path(name).isNull() && object.has(name)) {
        object.put(name, Quantities.canonical(object.get(name).asText()));
      }
    }
    for (var name : AMOUNT_MAPS) {
      if (object.path(name) instanceof ObjectNode amounts) {
        amounts
            .properties()
            .forEach(
                amount ->
                    amount.setValue(
                        TextNode.valueOf(Quantities.canonical(amount.getValue().asText()))));
      }
    }
  }

  private Canonical() {}
}
