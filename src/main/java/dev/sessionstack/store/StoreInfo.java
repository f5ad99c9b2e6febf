package dev.sessionstack.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What INFO says.
 *
 * @param version what the server says it is, for instance {@code Redis 8.0.2}
 * @param role {@code master} or {@code replica}
 * @param memoryUsedPercent of maxmemory; absent where that is unlimited
 * @param evictedKeys since the server started
 * @param rejectedConnections since the server started
 * @param persistenceFailing whether the last snapshot or log write went wrong
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO</a>
 */
public record StoreInfo(
    String version,
    String role,
    Optional<Integer> memoryUsedPercent,
    long evictedKeys,
    long rejectedConnections,
    boolean persistenceFailing) {

  static StoreInfo of(String info) {
    var fields = fields(info);
    var max = number(fields, "maxmemory");
    return new StoreInfo(
        version(fields),
        "slave".equals(fields.get("role")) ? "replica" : fields.getOrDefault("role", "master"),
        max == 0
            ? Optional.empty()
            : Optional.of((int) Math.round(100.0 * number(fields, "used_memory") / max)),
        number(fields, "evicted_keys"),
        number(fields, "rejected_connections"),
        "err".equals(fields.get("rdb_last_bgsave_status"))
            || "err".equals(fields.get("aof_last_write_status"))
            || "err".equals(fields.get("aof_last_bgrewrite_status")));
  }

  /** Valkey tells its own version beside that of the Redis it is compatible with. */
  private static String version(Map<String, String> fields) {
    var valkey = fields.get("valkey_version");
    return valkey != null
        ? "Valkey " + valkey
        : "Redis " + fields.getOrDefault("redis_version", "unknown");
  }

  private static Map<String, String> fields(String info) {
    var fields = new HashMap<String, String>();
    info.lines()
        .forEach(
            line -> {
              var colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
              }
            });
    return fields;
  }

  private static long number(Map<String, String> fields, String name) {
    try {
      return Long.parseLong(fields.getOrDefault(name, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
