package dev.sessionstack.store;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of INFO. What is missing or no number reads as nothing: servers differ by version, and
 * a service in a cloud may hide some.
 *
 * @param fields name to value
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO</a>
 */
record InfoText(Map<String, String> fields) {

  /** Of a user who may not ask. */
  static final InfoText NONE = new InfoText(Map.of());

  static InfoText of(String info) {
    return new InfoText(
        info.lines()
            .map(line -> line.split(":", 2))
            .filter(parts -> parts.length == 2)
            .collect(
                Collectors.toUnmodifiableMap(
                    parts -> parts[0], parts -> parts[1].trim(), (one, other) -> other)));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** Zero where it is not said. */
  long number(String name) {
    return known(name).orElse(0L);
  }

  /** The same, where zero means something else. */
  Optional<Long> known(String name) {
    return text(name).flatMap(InfoText::parsed);
  }

  boolean says(String name, String value) {
    return value.equals(fields.get(name));
  }

  /** The values of {@code inner} in lines such as {@code slave0:ip=10.0.0.1,state=online,lag=1}. */
  Stream<Long> each(String prefix, String inner) {
    return fields.entrySet().stream()
        .filter(field -> field.getKey().matches(prefix + "[0-9]+"))
        .flatMap(field -> Stream.of(field.getValue().split(",")))
        .filter(part -> part.startsWith(inner + "="))
        .flatMap(part -> parsed(part.substring(inner.length() + 1)).stream());
  }

  /** How often a command failed with an error of this prefix since the server started. */
  long errors(String prefix) {
    return text("errorstat_" + prefix)
        .filter(value -> value.startsWith("count="))
        .flatMap(value -> parsed(value.substring("count=".length())))
        .orElse(0L);
  }

  private static Optional<Long> parsed(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
