package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.ApiError.Cause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Who owns which fields of one object: metadata.managedFields, and what a write does to them. */
final class Ownership {
  private final Map<Manager, FieldSet> sets = new LinkedHashMap<>();
  private final Map<Manager, String> times = new LinkedHashMap<>();

  /** One writer, by the name, the verb and the subresource it uses. */
  record Manager(String name, String operation, String apiVersion, String subresource) {
    private String inWords() {
      var words = '"' + name + '"';
      words += subresource.isEmpty() ? "" : " with subresource \"" + subresource + '"';
      return operation.equals("Update") ? words + " using " + apiVersion : words;
    }
  }

  static Ownership of(JsonNode object) {
    var ownership = new Ownership();
    for (var entry : Json.at(object, "metadata", "managedFields")) {
      var manager =
          new Manager(
              Json.text(entry, "manager"),
              Json.text(entry, "operation"),
              Json.text(entry, "apiVersion"),
              Json.text(entry, "subresource"));
      if (!manager.operation.isEmpty()) {
        ownership.sets.put(manager, FieldSet.parse(entry.path("fieldsV1")));
        ownership.times.put(manager, Json.text(entry, "time"));
      }
    }
    return ownership;
  }

  void writeTo(ObjectNode object) {
    var metadata = Json.metadata(object);
    metadata.remove("managedFields");
    if (sets.isEmpty()) {
      return;
    }
    var list = metadata.putArray("managedFields");
    sets.forEach(
        (manager, fields) -> {
          var entry =
              list.addObject()
                  .put("manager", manager.name)
                  .put("operation", manager.operation)
                  .put("apiVersion", manager.apiVersion)
                  .put("time", times.get(manager))
                  .put("fieldsType", "FieldsV1");
          entry.set("fieldsV1", fields.json());
          if (!manager.subresource.isEmpty()) {
            entry.put("subresource", manager.subresource);
          }
        });
  }

  /**
   * Server-side apply: merges the configuration into the live object, takes away what this manager
   * applied before and now leaves out, and refuses to change what others own unless forced.
   */
  ObjectNode apply(
      ObjectNode live, ObjectNode config, Shape shape, Manager manager, boolean force) {
    var applied = new FieldSet(FieldPath.leaves(owned(config), shape).keySet());
    var merged = (ObjectNode) Merge.apply(live, config, shape);
    var before = FieldPath.leaves(owned(live), shape);
    var changed = new ArrayList<FieldPath>();
    FieldPath.leaves(owned(merged), shape)
        .forEach(
            (path, value) -> {
              if (!value.equals(before.get(path))) {
                changed.add(path);
              }
            });
    var conflicts = new LinkedHashMap<Manager, List<FieldPath>>();
    sets.forEach(
        (other, fields) -> {
          var taken = changed.stream().filter(fields::has).toList();
          if (!other.equals(manager) && !taken.isEmpty()) {
            conflicts.put(other, taken);
          }
        });
    if (!conflicts.isEmpty() && !force) {
      throw refusal(conflicts);
    }
    conflicts.forEach((other, taken) -> put(other, sets.get(other).only(p -> !taken.contains(p))));
    prune(merged, shape, sets.get(manager), applied, manager);
    put(manager, applied);
    forgetAbsent(merged, shape);
    return merged;
  }

  /** The topmost first: what is not reached holds nothing that anyone applied. */
  private void prune(
      ObjectNode merged, Shape shape, FieldSet before, FieldSet applied, Manager manager) {
    if (before == null) {
      return;
    }
    before.withParents().stream()
        .filter(path -> !applied.reaches(path))
        .filter(path -> sets.entrySet().stream().noneMatch(keeps(path, manager)))
        .sorted(Comparator.comparingInt(path -> path.steps().size()))
        .filter(path -> !path.steps().equals(List.of("f:metadata")))
        .forEach(path -> path.removeFrom(merged, shape));
  }

  private static Predicate<Map.Entry<Manager, FieldSet>> keeps(FieldPath path, Manager manager) {
    return entry -> !entry.getKey().equals(manager) && entry.getValue().reaches(path);
  }

  /** Any other write: what it changed is now the writer's alone. */
  void update(JsonNode before, JsonNode after, Shape shape, Manager manager) {
    var old = FieldPath.leaves(owned(before), shape);
    var changed = new LinkedHashSet<FieldPath>();
    FieldPath.leaves(owned(after), shape)
        .forEach(
            (path, value) -> {
              if (!value.equals(old.get(path))) {
                changed.add(path);
              }
            });
    if (!changed.isEmpty()) {
      var taken = new FieldSet(changed);
      for (var other : List.copyOf(sets.keySet())) {
        put(other, sets.get(other).only(path -> !taken.has(path)));
      }
      var known = new FieldSet(old.keySet());
      taken.withParents().stream()
          .filter(path -> !known.reaches(path) && !path.isAlwaysThere(shape))
          .forEach(changed::add);
      put(manager, sets.getOrDefault(manager, new FieldSet(List.of())).plus(changed));
    }
    forgetAbsent(after, shape);
  }

  private void forgetAbsent(JsonNode object, Shape shape) {
    for (var manager : List.copyOf(sets.keySet())) {
      put(manager, sets.get(manager).only(path -> path.isIn(object, shape)));
    }
  }

  private void put(Manager manager, FieldSet fields) {
    if (fields.isEmpty()) {
      sets.remove(manager);
      times.remove(manager);
    } else if (!Objects.equals(sets.put(manager, fields), fields)) {
      times.put(manager, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  private static ApiError refusal(Map<Manager, List<FieldPath>> conflicts) {
    var causes = new ArrayList<Cause>();
    var lines = new ArrayList<String>();
    conflicts.forEach(
        (manager, paths) -> {
          var who = "conflict with " + manager.inWords();
          paths.forEach(p -> causes.add(new Cause("FieldManagerConflict", p.dotted(), who)));
          var first = paths.get(0).dotted();
          lines.add(
              paths.size() == 1
                  ? who + ": " + first
                  : "conflicts with " + manager.inWords() + ":" + bullets(paths));
        });
    var count = causes.size() == 1 ? "1 conflict: " : causes.size() + " conflicts: ";
    return ApiError.applyConflict("Apply failed with " + count + String.join("\n", lines), causes);
  }

  private static String bullets(List<FieldPath> paths) {
    var text = new StringBuilder();
    paths.forEach(path -> text.append("\n- ").append(path.dotted()));
    return text.toString();
  }

  /** The part of an object that can be owned. */
  private static JsonNode owned(JsonNode object) {
    if (!(object instanceof ObjectNode whole)) {
      return Json.object();
    }
    var part = whole.deepCopy();
    part.remove(List.of("apiVersion", "kind"));
    if (part.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(
          List.of(
              "name",
              "namespace",
              "generateName",
              "uid",
              "resourceVersion",
              "generation",
              "creationTimestamp",
              "deletionTimestamp",
              "deletionGracePeriodSeconds",
              "selfLink",
              "managedFields"));
      if (metadata.isEmpty()) {
        part.remove("metadata");
      }
    }
    return part;
  }
}
