package dev.sessionstack.store;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A server from its start to its end. The cursor of a scan has a meaning in this process only.
 *
 * @param runId drawn at random at its start; empty where it does not tell
 * @param version of Redis, or of the Redis that it is compatible with
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO: run_id, redis_version</a>
 */
record ServerProcess(String runId, String version) {

  /** From the section {@code server} of INFO. */
  static ServerProcess of(String info) {
    Map<String, String> fields =
        info.lines()
            .map(line -> line.split(":", 2))
            .filter(field -> field.length == 2)
            .collect(Collectors.toMap(field -> field[0], field -> field[1].trim(), (a, b) -> a));
    return new ServerProcess(
        fields.getOrDefault("run_id", ""), fields.getOrDefault("redis_version", ""));
  }

  /** Whether it is surely the same as another. */
  boolean isSame(ServerProcess other) {
    return !runId.isEmpty() && runId.equals(other.runId);
  }

  /** Whether there is CLIENT NO-TOUCH, which is since 7.2. */
  boolean knowsNoTouch() {
    var parts =
        Arrays.stream(version.split("\\."))
            .limit(2)
            .filter(part -> part.matches("[0-9]{1,4}"))
            .mapToInt(Integer::parseInt)
            .toArray();
    return parts.length == 2 && (parts[0] > 7 || parts[0] == 7 && parts[1] >= 2);
  }
}
