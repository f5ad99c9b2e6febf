package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.plan.PodSecurity.Violation;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A place in a document, whether something is there or not, and what may be there.
 *
 * @param path by which users find it
 * @param name the last part of it
 * @param node missing where nothing is there
 */
record Place(String path, String name, JsonNode node) {

  static Place of(JsonNode document) {
    return new Place("", "", document);
  }

  Place at(String field) {
    return new Place(path + "." + field, field, node.path(field));
  }

  /** The items of a list, by their names where they have one. */
  Stream<Place> each(String list) {
    var place = at(list);
    return StreamSupport.stream(place.node.spliterator(), false)
        .map(
            item -> {
              var key = item.isValueNode() ? item.asText() : key(item);
              return new Place(place.path + "[" + key + "]", key, item);
            });
  }

  private static String key(JsonNode item) {
    return item.has("name") ? item.path("name").asText() : item.path("containerPort").asText();
  }

  /** The fields of an object that are there. */
  Stream<Place> fields() {
    return node.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .map(field -> at(field.getKey()));
  }

  Stream<Place> fields(String object) {
    return at(object).fields();
  }

  boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  String text() {
    return node.asText();
  }

  void absent(Consumer<Violation> found) {
    if (!isAbsent()) {
      found.accept(new Violation(path, "has to be absent"));
    }
  }

  void not(String value, Consumer<Violation> found) {
    if (!isAbsent() && text().equals(value)) {
      found.accept(new Violation(path, "has to be another than " + value));
    }
  }

  void is(String value, Consumer<Violation> found) {
    is(value, Set.of(value), found);
  }

  /** Has to be one of these, for instance the first. */
  void is(String value, Set<String> values, Consumer<Violation> found) {
    if (isAbsent() || !values.contains(text())) {
      found.accept(new Violation(path, "has to be " + value));
    }
  }

  /** Has to be absent or one of these. */
  void among(Set<String> values, Consumer<Violation> found) {
    if (!isAbsent() && !values.contains(text())) {
      found.accept(new Violation(path, "has to be absent" + or(values)));
    }
  }

  private static String or(Set<String> values) {
    var named = new TreeSet<>(values);
    named.remove("");
    return named.isEmpty() ? "" : " or one of " + String.join(", ", named);
  }
}
