package dev.sessionstack.upgrade;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.Pluralize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What this version changes on purpose in stacks that the last release made: a release note that is
 * checked.
 *
 * @param object kind and name, where {@code *} is any text: {@code StatefulSet-*-redis}
 * @param path in it, where {@code *} is any text; a whole object is the empty path
 * @param note the line of the change log that tells users
 */
public record Change(String object, String path, String note) {

  private static final Path ALL = Path.of("releases", "changes.yaml");
  private static final Path LOG = Path.of("CHANGELOG.md");

  /** All that the release notes name. */
  public static List<Change> all() {
    try {
      var changes = new YAMLMapper().readValue(ALL.toFile(), new TypeReference<List<Change>>() {});
      return changes == null ? List.of() : changes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the change log says of the version that is not released yet, on one line. */
  static String log() {
    try {
      var text = Files.readString(LOG);
      var start = text.indexOf("## Unreleased");
      var end = text.indexOf("\n## ", start + 1);
      return text.substring(start, end < 0 ? text.length() : end).replaceAll("\\s+", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean covers(Difference difference) {
    return matches(object, difference.object()) && matches(path, difference.path());
  }

  /** Whether a write to this path of the API server is part of it. */
  public boolean covers(String write) {
    var kind = object.substring(0, object.indexOf('-'));
    var name = object.substring(object.indexOf('-') + 1);
    return matches("*/" + Pluralize.toPlural(kind.toLowerCase(Locale.ROOT)) + "/" + name, write)
        || ofStack() && matches("*/sessionstacks/" + name + "/status", write);
  }

  /** Whether it is in the stack itself, which is its status, and not in what it is made of. */
  boolean ofStack() {
    return object.startsWith("SessionStack-");
  }

  private static boolean matches(String pattern, String text) {
    return text.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
  }
}
