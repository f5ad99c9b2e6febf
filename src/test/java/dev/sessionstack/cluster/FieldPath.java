package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way to one field, in the words of FieldsV1: {@code f:name} a field, {@code k:{...}} the item
 * with these keys, {@code v:...} the item with this value.
 */
record FieldPath(List<String> steps) {
  static final FieldPath ROOT = new FieldPath(List.of());

  FieldPath then(String step) {
    var longer = new ArrayList<>(steps);
    longer.add(step);
    return new FieldPath(List.copyOf(longer));
  }

  FieldPath first(int length) {
    return new FieldPath(steps.subList(0, length));
  }

  /** Whether this is a struct that objects of this shape have even when nobody wrote it. */
  boolean isAlwaysThere(Shape shape) {
    var last = steps.get(steps.size() - 1);
    return last.equals("f:metadata")
        || shape instanceof Shape.BuiltIn
            && Set.of("f:spec", "f:status", "f:template", "f:strategy", "f:updateStrategy")
                .contains(last);
  }

  /** The path as conflict messages print it. */
  String dotted() {
    var text = new StringBuilder();
    for (var step : steps) {
      var rest = step.substring(2);
      switch (step.charAt(0)) {
        case 'k' -> {
          var keys = new ArrayList<String>();
          Json.read(rest).properties().forEach(e -> keys.add(e.getKey() + "=" + e.getValue()));
          text.append('[').append(String.join(",", keys)).append(']');
        }
        case 'v' -> text.append('[').append('=').append(rest).append(']');
        default -> text.append('.').append(rest);
      }
    }
    return text.toString();
  }

  /**
   * Everything that can be owned in a value: its leaves with their content, and the items of keyed
   * lists, and the keys of open maps, with a mere mark that they are there.
   */
  static Map<FieldPath, JsonNode> leaves(JsonNode value, Shape shape) {
    var leaves = new LinkedHashMap<FieldPath, JsonNode>();
    if (!value.isEmpty()) {
      collect(value, shape, ROOT, leaves);
    }
    return leaves;
  }

  private static void collect(
      JsonNode value, Shape shape, FieldPath path, Map<FieldPath, JsonNode> leaves) {
    if (value.isObject() && !shape.atomic() && !value.isEmpty()) {
      for (var entry : value.properties()) {
        var child = path.then("f:" + entry.getKey());
        if (shape.open()) {
          leaves.put(child, BooleanNode.TRUE);
        }
        collect(entry.getValue(), shape.field(entry.getKey()), child, leaves);
      }
    } else if (value.isArray() && !value.isEmpty() && (shape.set() || !shape.keys().isEmpty())) {
      for (var item : value) {
        var child = path.then(step(item, shape));
        leaves.put(child, BooleanNode.TRUE);
        if (item.isObject()) {
          collect(item, shape.item(), child, leaves);
        }
      }
    } else {
      leaves.put(path, value);
    }
  }

  /** What identifies an item in its list. */
  static String step(JsonNode item, Shape list) {
    if (list.set()) {
      return "v:" + item;
    }
    var keys = Json.object();
    for (var key : new TreeSet<>(list.keys())) {
      var value = item.path(key);
      value = value.isMissingNode() ? list.keyDefault(key) : value;
      if (!value.isMissingNode()) {
        keys.set(key, value);
      }
    }
    return "k:" + keys;
  }

  boolean isIn(JsonNode root, Shape shape) {
    return walk(root, shape, false);
  }

  void removeFrom(ObjectNode root, Shape shape) {
    walk(root, shape, true);
  }

  private boolean walk(JsonNode root, Shape shape, boolean remove) {
    var node = root;
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var last = i == steps.size() - 1;
      if (step.startsWith("f:") && node instanceof ObjectNode object) {
        var name = step.substring(2);
        if (!object.has(name)) {
          return false;
        }
        node = last && remove ? object.remove(name) : object.get(name);
        shape = shape.field(name);
      } else if (!step.startsWith("f:") && node instanceof ArrayNode list) {
        var index = index(list, step, shape);
        if (index < 0) {
          return false;
        }
        node = last && remove ? list.remove(index) : list.get(index);
        shape = shape.item();
      } else {
        return false;
      }
    }
    return true;
  }

  private static int index(ArrayNode list, String step, Shape shape) {
    for (int i = 0; i < list.size(); i++) {
      if (step(list.get(i), shape).equals(step)) {
        return i;
      }
    }
    return -1;
  }
}
