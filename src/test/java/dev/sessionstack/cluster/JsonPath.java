package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that printer columns use: {@code .a.b}, {@code ['a']}, {@code [0]}, {@code
 * [*]}, {@code [?(@.type=="Ready")]}, and dots escaped by a backslash.
 */
record JsonPath(String expression) {
  private static final Pattern STEP =
      Pattern.compile(
          "\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)]"
              + "|\\[(\\d+|\\*)]"
              + "|\\[['\"]([^'\"]+)['\"]]"
              + "|\\.?((?:\\\\.|[^.\\[\\\\])+)");

  List<JsonNode> in(JsonNode root) {
    var found = List.of(root);
    var step = STEP.matcher(expression);
    while (step.find()) {
      var next = new ArrayList<JsonNode>();
      for (var node : found) {
        if (step.group(1) != null) {
          for (var item : node) {
            if (Json.text(item, step.group(1).split("\\.")).equals(step.group(2))) {
              next.add(item);
            }
          }
        } else if (step.group(3) != null) {
          if (step.group(3).equals("*")) {
            node.forEach(next::add);
          } else {
            next.add(node.path(Integer.parseInt(step.group(3))));
          }
        } else {
          var name = step.group(4) != null ? step.group(4) : step.group(5).replace("\\", "");
          next.add(node.path(name));
        }
      }
      found = next;
    }
    return found.stream().filter(node -> !node.isMissingNode() && !node.isNull()).toList();
  }
}
