package dev.sessionstack.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When workers were last heard of.
 *
 * @param last by host
 */
record HeartbeatMemory(Map<String, Instant> last) {

  /** Of an operator that has just started. */
  static final HeartbeatMemory NONE = new HeartbeatMemory(Map.of());

  /** Hosts that are remembered: the number of instances that a pool can have. */
  static final int MOST = 1000;

  /** Who was not heard of for so long, missed two times that we listened, and is silent. */
  static final Duration SILENCE = Duration.ofSeconds(150);

  /** Who was not heard of for so long, is forgotten. */
  private static final Duration MEMORY = Duration.ofDays(1);

  /** With those that were heard of just now. */
  HeartbeatMemory with(Set<String> heard, Instant now) {
    var all = new HashMap<>(last);
    heard.forEach(host -> all.put(host, now));
    return new HeartbeatMemory(
        all.entrySet().stream()
            .filter(host -> host.getValue().isAfter(now.minus(MEMORY)))
            .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
            .limit(MOST)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  HeartbeatReport.Heard report(Instant now) {
    var alive = new TreeSet<String>();
    var silent = new TreeSet<String>();
    last.forEach((host, at) -> (at.isAfter(now.minus(SILENCE)) ? alive : silent).add(host));
    return new HeartbeatReport.Heard(alive, silent);
  }
}
