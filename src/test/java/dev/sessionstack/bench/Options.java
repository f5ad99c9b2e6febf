package dev.sessionstack.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to measure, and how much of it.
 *
 * @param parts names of the parts to run
 * @param numbers by name, all that {@link #DEFAULTS} has
 */
record Options(Set<String> parts, Map<String, Integer> numbers) {

  private static final Set<String> PARTS = Set.of("census", "client", "stacks");

  private static final Map<String, Integer> DEFAULTS =
      Map.ofEntries(
          Map.entry("sessions", 1_000_000),
          Map.entry("bytes", 1024),
          Map.entry("rounds", 5),
          Map.entry("pairs", 7),
          Map.entry("window", 10),
          Map.entry("rate", 5000),
          Map.entry("stacks", 1000),
          Map.entry("hanging", 50),
          Map.entry("servers", 10),
          Map.entry("interval", 30),
          Map.entry("looks", 4));

  static final String USAGE =
      """
      ./mvnw -q -Pbench -Dbench.args="..."

        --only PART    census, client or stacks; may be given several times (default: all)
        --sessions N   in the store that is counted (1000000)
        --bytes N      of a session's record (1024)
        --rounds N     censuses, each beside its rivals (5)
        --pairs N      windows of the client's load with a census, and as many without (7)
        --window N     seconds of such a window (10)
        --rate N       requests of that client per second (5000)
        --stacks N     that one operator watches (1000)
        --hanging N    of these, in a second run, whose store hangs (50)
        --servers N    redis-servers that the stacks share (10)
        --interval N   seconds, health.interval of the stacks (30)
        --looks N      intervals that the stacks are watched for (4)
        --help         this text
      """;

  static Options of(String... arguments) {
    var parts = new HashSet<String>();
    var numbers = new HashMap<>(DEFAULTS);
    for (var words = Arrays.asList(arguments).iterator(); words.hasNext(); ) {
      var word = words.next();
      var value = words.hasNext() ? words.next() : "";
      if (word.equals("--only") && PARTS.contains(value)) {
        parts.add(value);
      } else if (DEFAULTS.containsKey(word.replaceFirst("^--", ""))
          && value.matches("[1-9]\\d{0,8}")) {
        numbers.put(word.substring(2), Integer.parseInt(value));
      } else {
        throw new IllegalArgumentException("what is meant by " + word + " " + value + "?");
      }
    }
    return new Options(parts.isEmpty() ? PARTS : parts, Collections.unmodifiableMap(numbers));
  }

  boolean wants(String part) {
    return parts.contains(part);
  }

  int number(String name) {
    return numbers.get(name);
  }

  @Override
  public String toString() {
    return new TreeMap<>(numbers).toString();
  }
}
