package dev.sessionstack.store;

import java.util.Optional;

/**
 * What INFO says, as coarse as a status needs it.
 *
 * @param version what the server says it is, for instance {@code Redis 8.0.2}
 * @param memory used and left
 * @param persistence what of it fails
 * @param replication with a primary or with replicas
 * @param clientsPercent connections in percent of maxclients; absent where the server does not say
 *     how many it admits
 * @param evictedKeys since the server started
 * @param rejectedConnections since the server started
 */
public record StoreInfo(
    String version,
    MemoryInfo memory,
    PersistenceInfo persistence,
    ReplicationInfo replication,
    Optional<Integer> clientsPercent,
    long evictedKeys,
    long rejectedConnections) {

  /** What a user may not know who may not ask. */
  public static final StoreInfo UNKNOWN = of(InfoText.NONE);

  static StoreInfo of(InfoText info) {
    return new StoreInfo(
        version(info),
        MemoryInfo.of(info),
        PersistenceInfo.of(info),
        ReplicationInfo.of(info),
        info.known("maxclients")
            .filter(most -> most > 0)
            .map(most -> (int) (100 * info.number("connected_clients") / most)),
        info.number("evicted_keys"),
        info.number("rejected_connections"));
  }

  /** Valkey tells its own version beside that of the Redis it is compatible with. */
  private static String version(InfoText info) {
    return number(info, "valkey_version")
        .map(valkey -> "Valkey " + valkey)
        .orElseGet(() -> "Redis " + number(info, "redis_version").orElse("unknown"));
  }

  /** It is shown to people, so it must be what it says and no more. */
  private static Optional<String> number(InfoText info, String field) {
    return info.text(field).filter(text -> text.matches("[0-9A-Za-z.+~-]{1,32}"));
  }
}
