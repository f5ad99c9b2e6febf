package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Kubernetes' strategic merge for pod templates: objects merge by field, the lists below by their
 * key, other lists are replaced, {@code null} removes, {@code $patch: delete|replace} does what it
 * says.
 *
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">Strategic
 *     merge patch</a>
 * @see <a
 *     href="https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#podspec-v1-core">the
 *     patch merge keys of PodSpec</a>
 */
public final class StrategicMerge {

  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("ports", "containerPort"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("resourceClaims", "name"));

  private static final String DIRECTIVE = "$patch";

  public static ObjectNode merge(ObjectNode base, ObjectNode patch) {
    if ("replace".equals(patch.path(DIRECTIVE).asText())) {
      return without(patch);
    }
    var merged = base.deepCopy();
    patch
        .properties()
        .forEach(
            field -> {
              var name = field.getKey();
              var value = field.getValue();
              var current = merged.get(name);
              if (name.startsWith("$")) {
                return;
              }
              if (value.isNull() || "delete".equals(value.path(DIRECTIVE).asText())) {
                merged.remove(name);
              } else if (value instanceof ObjectNode object) {
                merged.set(
                    name, current instanceof ObjectNode o ? merge(o, object) : without(object));
              } else if (value instanceof ArrayNode list && KEYS.containsKey(name)) {
                var start = current instanceof ArrayNode c ? c : list.arrayNode();
                merged.set(name, mergeList(start, list, KEYS.get(name)));
              } else {
                merged.set(name, value);
              }
            });
    return merged;
  }

  private static ArrayNode mergeList(ArrayNode base, ArrayNode patch, String key) {
    var merged = base.deepCopy();
    for (var item : patch) {
      if ("replace".equals(item.path(DIRECTIVE).asText()) && !item.has(key)) {
        merged.removeAll();
        continue;
      }
      var index = indexOf(merged, key, item.path(key));
      var deleted = "delete".equals(item.path(DIRECTIVE).asText());
      if (deleted && index >= 0) {
        merged.remove(index);
      } else if (!deleted && index >= 0) {
        merged.set(index, merge((ObjectNode) merged.get(index), (ObjectNode) item));
      } else if (!deleted) {
        merged.add(item instanceof ObjectNode object ? without(object) : item);
      }
    }
    return merged;
  }

  private static int indexOf(ArrayNode list, String key, JsonNode value) {
    for (var i = 0; i < list.size(); i++) {
      if (list.get(i).path(key).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static ObjectNode without(ObjectNode object) {
    var copy = object.deepCopy();
    copy.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> name.startsWith("$"))
        .toList()
        .forEach(copy::remove);
    return copy;
  }

  private StrategicMerge() {}
}
