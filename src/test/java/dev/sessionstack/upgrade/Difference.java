package dev.sessionstack.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place where an object is not what it was.
 *
 * @param object kind and name
 * @param path of the fields that lead there; empty for an object that is new or gone
 * @param before as JSON, empty where there was nothing
 * @param after as JSON, empty where there is nothing
 */
record Difference(String object, String path, String before, String after) {

  static Stream<Difference> between(String object, JsonNode before, JsonNode after) {
    return between(object, "", before, after);
  }

  /** Whether pods that run are replaced for it. */
  boolean restarts() {
    return path.startsWith("spec.template.") || path.equals("spec.template");
  }

  private static Stream<Difference> between(
      String object, String path, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return Stream.of();
    }
    if (before instanceof ObjectNode && after instanceof ObjectNode) {
      var names = new TreeSet<String>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      return names.stream()
          .flatMap(name -> between(object, join(path, name), before.path(name), after.path(name)));
    }
    if (before instanceof ArrayNode && after instanceof ArrayNode) {
      return IntStream.range(0, Math.max(before.size(), after.size()))
          .boxed()
          .flatMap(
              i -> between(object, join(path, String.valueOf(i)), at(before, i), at(after, i)));
    }
    return Stream.of(new Difference(object, path, text(before), text(after)));
  }

  private static JsonNode at(JsonNode list, int index) {
    return index < list.size() ? list.get(index) : MissingNode.getInstance();
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "" : node.toString();
  }
}
