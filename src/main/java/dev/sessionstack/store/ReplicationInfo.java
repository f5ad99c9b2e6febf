package dev.sessionstack.store;

import java.util.stream.Stream;

/**
 * How a store and its copies get on.
 *
 * @param role {@code master} or {@code replica}
 * @param readOnly whether it refuses writes, as replicas do
 * @param linkDown whether it is a replica that is not connected to its primary
 * @param lagSeconds since the two last heard of each other, in steps of 5; the worst, where there
 *     are several replicas
 */
public record ReplicationInfo(String role, boolean readOnly, boolean linkDown, int lagSeconds) {

  private static final int STEP = 5;

  static ReplicationInfo of(InfoText info) {
    if (!info.says("role", "slave")) {
      return new ReplicationInfo("master", false, false, coarse(info.each("slave", "lag")));
    }
    var down = info.says("master_link_status", "down");
    // One that has never been connected says -1.
    var since =
        info.known("master_link_down_since_seconds")
            .filter(seconds -> seconds >= 0)
            .orElse(info.number("uptime_in_seconds"));
    return new ReplicationInfo(
        "replica",
        !info.says("slave_read_only", "0"),
        down,
        coarse(Stream.of(down ? since : info.number("master_last_io_seconds_ago"))));
  }

  private static int coarse(Stream<Long> seconds) {
    var worst = seconds.mapToLong(Long::longValue).max().orElse(0);
    return (int) Math.min(Math.max(0, worst) / STEP * STEP, Integer.MAX_VALUE);
  }
}
