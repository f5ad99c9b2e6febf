package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways in which one value changes another. None of them touches its arguments. */
final class Merge {
  private Merge() {}

  /** Server-side apply: maps and keyed lists merge, everything else is replaced. */
  static JsonNode apply(JsonNode live, JsonNode config, Shape shape) {
    if (config instanceof ObjectNode wanted && live instanceof ObjectNode && !shape.atomic()) {
      ObjectNode merged = live.deepCopy();
      for (var entry : wanted.properties()) {
        if (!entry.getValue().isNull()) {
          var name = entry.getKey();
          merged.set(name, apply(live.path(name), entry.getValue(), shape.field(name)));
        }
      }
      return merged;
    }
    if (config instanceof ArrayNode wanted
        && live instanceof ArrayNode list
        && (shape.set() || !shape.keys().isEmpty())) {
      return applyItems(list, wanted, shape);
    }
    return config.deepCopy();
  }

  /** The order of the applied list wins; items that only the live one has keep their place. */
  private static ArrayNode applyItems(ArrayNode live, ArrayNode config, Shape shape) {
    var before = byKey(live, shape);
    var wanted = byKey(config, shape);
    var merged = Json.array();
    var done = new HashSet<String>();
    var rest = live.iterator();
    for (var entry : wanted.entrySet()) {
      while (rest.hasNext()) {
        var item = rest.next();
        var key = FieldPath.step(item, shape);
        if (wanted.containsKey(key)) {
          if (!done.contains(key)) {
            break;
          }
        } else {
          merged.add(item);
        }
      }
      var old = before.get(entry.getKey());
      merged.add(old == null ? entry.getValue() : apply(old, entry.getValue(), shape.item()));
      done.add(entry.getKey());
    }
    rest.forEachRemaining(
        item -> {
          if (!wanted.containsKey(FieldPath.step(item, shape))) {
            merged.add(item);
          }
        });
    return merged;
  }

  private static Map<String, JsonNode> byKey(ArrayNode list, Shape shape) {
    var items = new LinkedHashMap<String, JsonNode>();
    list.forEach(item -> items.put(FieldPath.step(item, shape), item));
    return items;
  }

  /** JSON merge patch (RFC 7386): null deletes, lists are replaced. */
  static JsonNode patch(JsonNode live, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode merged = live instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (var entry : changes.properties()) {
      if (entry.getValue().isNull()) {
        merged.remove(entry.getKey());
      } else {
        merged.set(entry.getKey(), patch(merged.path(entry.getKey()), entry.getValue()));
      }
    }
    return merged;
  }

  /** Strategic merge patch, with the directives that kubectl writes. */
  static JsonNode strategic(JsonNode live, JsonNode patch, Shape shape) {
    if (patch instanceof ArrayNode items && !(shape.keys().isEmpty() && !shape.set())) {
      return strategicItems(live instanceof ArrayNode list ? list : Json.array(), items, shape);
    }
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    var replace = Json.text(changes, "$patch").equals("replace");
    ObjectNode merged =
        live instanceof ObjectNode object && !replace ? object.deepCopy() : Json.object();
    for (var entry : changes.properties()) {
      var name = entry.getKey();
      if (name.startsWith("$deleteFromPrimitiveList/")) {
        var gone = new HashSet<JsonNode>();
        entry.getValue().forEach(gone::add);
        var list = merged.withArrayProperty(name.substring(name.indexOf('/') + 1));
        list.removeIf(gone::contains);
      } else if (name.equals("$retainKeys")) {
        var kept = new HashSet<String>();
        entry.getValue().forEach(key -> kept.add(key.asText()));
        merged.retain(kept);
      } else if (name.startsWith("$")) {
        continue; // $setElementOrder: the order of the live list is good enough here
      } else if (entry.getValue().isNull()) {
        merged.remove(name);
      } else {
        merged.set(name, strategic(merged.path(name), entry.getValue(), shape.field(name)));
      }
    }
    return merged;
  }

  private static ArrayNode strategicItems(ArrayNode live, ArrayNode patch, Shape shape) {
    // Strategic merge knows a single key per list, the first of server-side apply's keys.
    var items = new LinkedHashMap<JsonNode, JsonNode>();
    var key = shape.set() ? null : shape.keys().get(0);
    live.forEach(item -> items.put(key == null ? item : item.path(key), item));
    var replaced = new HashMap<JsonNode, JsonNode>();
    for (var change : patch) {
      var id = key == null ? change : change.path(key);
      switch (Json.text(change, "$patch")) {
        case "delete" -> items.remove(id);
        case "replace" -> items.keySet().retainAll(replaced.keySet());
        default -> {
          var old = items.getOrDefault(id, Json.object());
          var merged = change.isObject() ? strategic(old, change, shape.item()) : change;
          items.put(id, merged);
          replaced.put(id, merged);
        }
      }
    }
    var merged = Json.array();
    items.values().forEach(merged::add);
    return merged;
  }
}
