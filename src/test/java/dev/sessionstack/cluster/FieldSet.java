package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The fields that one manager owns; FieldsV1 is its written form. */
final class FieldSet {
  private final Set<FieldPath> paths;
  private Set<FieldPath> withParents;

  FieldSet(Collection<FieldPath> paths) {
    this.paths = new LinkedHashSet<>(paths);
  }

  static FieldSet parse(JsonNode fieldsV1) {
    var paths = new LinkedHashSet<FieldPath>();
    parse(fieldsV1, FieldPath.ROOT, paths);
    return new FieldSet(paths);
  }

  private static void parse(JsonNode node, FieldPath path, Set<FieldPath> paths) {
    for (var entry : node.properties()) {
      if (entry.getKey().equals(".")) {
        paths.add(path);
      } else {
        var child = path.then(entry.getKey());
        if (entry.getValue().isEmpty()) {
          paths.add(child);
        }
        parse(entry.getValue(), child, paths);
      }
    }
  }

  ObjectNode json() {
    var root = Json.object();
    for (var path : paths) {
      var node = root;
      for (var step : path.steps()) {
        node = node.withObjectProperty(step);
      }
    }
    for (var path : paths) {
      var node = root;
      for (var step : path.steps()) {
        node = (ObjectNode) node.get(step);
      }
      if (!node.isEmpty()) {
        var rest = node.deepCopy();
        node.removeAll();
        node.putObject(".");
        node.setAll(rest);
      }
    }
    return root;
  }

  Set<FieldPath> paths() {
    return paths;
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  boolean has(FieldPath path) {
    return paths.contains(path);
  }

  /** Whether this owns the field or anything below it. */
  boolean reaches(FieldPath path) {
    return withParents().contains(path);
  }

  /** The owned fields and everything above them. */
  Set<FieldPath> withParents() {
    if (withParents == null) {
      withParents = new HashSet<>();
      for (var path : paths) {
        for (int length = path.steps().size();
            length > 0 && withParents.add(path.first(length));
            length--) {}
      }
    }
    return withParents;
  }

  FieldSet only(Predicate<FieldPath> keep) {
    return new FieldSet(paths.stream().filter(keep).toList());
  }

  FieldSet plus(Collection<FieldPath> more) {
    var all = new LinkedHashSet<>(paths);
    all.addAll(more);
    return new FieldSet(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet set && set.paths.equals(paths);
  }

  @Override
  public int hashCode() {
    return paths.hashCode();
  }
}
