package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which objects a list or a watch is about: by namespace, by labels, by fields. */
final class Selector implements Predicate<JsonNode> {
  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\((.*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^!=\\s]+)\\s*(!=|==|=)\\s*(\\S*)");

  private Predicate<JsonNode> test = object -> true;

  private Selector() {}

  static Selector of(String namespace, String labels, String fields) {
    var selector = new Selector();
    if (!namespace.isEmpty()) {
      selector.test = object -> Json.text(object, "metadata", "namespace").equals(namespace);
    }
    // Commas also separate the values of a set.
    for (var requirement : labels.split(",(?![^(]*\\))")) {
      if (!requirement.isBlank()) {
        var label = label(requirement.strip());
        selector.test =
            selector.test.and(object -> label.test(Json.at(object, "metadata", "labels")));
      }
    }
    for (var requirement : fields.split(",")) {
      if (!requirement.isBlank()) {
        selector.test = selector.test.and(field(requirement.strip()));
      }
    }
    return selector;
  }

  private static Predicate<JsonNode> label(String requirement) {
    var set = SET.matcher(requirement);
    if (set.matches()) {
      var values = List.of(set.group(3).strip().split("\\s*,\\s*"));
      var in = set.group(2).equals("in");
      return labels ->
          (labels.has(set.group(1)) && values.contains(Json.text(labels, set.group(1)))) == in;
    }
    var equality = EQUALITY.matcher(requirement);
    if (equality.matches()) {
      var key = equality.group(1);
      var equal = !equality.group(2).equals("!=");
      return labels ->
          (labels.has(key) && Json.text(labels, key).equals(equality.group(3))) == equal;
    }
    var absent = requirement.startsWith("!");
    var key = requirement.substring(absent ? 1 : 0).strip();
    return labels -> labels.has(key) != absent;
  }

  /** Any field can be selected by; a real server allows but a few. */
  private static Predicate<JsonNode> field(String requirement) {
    var equality = EQUALITY.matcher(requirement);
    if (!equality.matches()) {
      throw ApiError.badRequest("invalid field selector: " + requirement);
    }
    var path = equality.group(1).split("\\.");
    var equal = !equality.group(2).equals("!=");
    return object -> Json.text(object, path).equals(equality.group(3)) == equal;
  }

  @Override
  public boolean test(JsonNode object) {
    return test.test(object);
  }
}
