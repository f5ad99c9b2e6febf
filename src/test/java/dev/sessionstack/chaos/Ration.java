package dev.sessionstack.chaos;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * So many writes for each stack in one life of the operator. The answer to the last of them is
 * lost, and nothing follows: for that stack the operator was killed just then. So one life has an
 * end for each stack, which is many lives less. Events are free: nobody goes on from them.
 */
final class Ration implements Gate {

  static final int ENDLESS = Integer.MAX_VALUE;

  private static final Pattern PATH =
      Pattern.compile(".*/namespaces/" + Town.NAMESPACE + "/([a-z]+)(?:/([^/]+)(?:/status)?)?");

  private final Map<String, Integer> left = new HashMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private Instant last = Instant.now();

  /** Begins a life. */
  synchronized void deal(Map<String, Integer> rations) {
    left.clear();
    left.putAll(rations);
    made.clear();
    last = Instant.now();
  }

  @Override
  public synchronized Verdict judge(String method, String path, String body) {
    var stack = stack(path, body);
    if (stack.isEmpty()) {
      return Verdict.PASS;
    }
    var rest = left.get(stack.get());
    if (rest == 0) {
      return Verdict.REFUSE;
    }
    last = Instant.now();
    made.merge(stack.get(), 1, Integer::sum);
    kinds.merge(path.endsWith("/status") ? "status" : "object", 1, Integer::sum);
    if (rest == ENDLESS) {
      return Verdict.PASS;
    }
    left.put(stack.get(), rest - 1);
    return rest == 1 ? Verdict.LAST : Verdict.PASS;
  }

  /** How many writes a stack has had in this life. */
  synchronized int made(String stack) {
    return made.getOrDefault(stack, 0);
  }

  /** How many writes of which kind there were in all lives. */
  synchronized Map<String, Integer> kinds() {
    return Map.copyOf(kinds);
  }

  synchronized boolean isSpent() {
    return left.values().stream().allMatch(rest -> rest == 0);
  }

  /** For how long there was no write of a stack that still had some left, after a moment. */
  synchronized Duration quietSince(Instant start) {
    return Duration.between(last.isAfter(start) ? last : start, Instant.now());
  }

  private Optional<String> stack(String path, String body) {
    var place = PATH.matcher(path);
    if (!place.matches() || place.group(1).equals("events")) {
      kinds.merge("free", 1, Integer::sum);
      return Optional.empty();
    }
    var name =
        place.group(2) != null
            ? place.group(2)
            : Serialization.unmarshal(body, Map.class).get("metadata") instanceof Map<?, ?> metadata
                ? String.valueOf(metadata.get("name"))
                : "";
    return left.keySet().stream()
        .filter(stack -> name.equals(stack) || name.startsWith(stack + "-"))
        .findFirst();
  }
}
