package dev.sessionstack.store;

/**
 * What went wrong when a store last wrote to its disk. Each is so until the same succeeds.
 *
 * @param snapshotFailed RDB; with save points, Redis refuses writes meanwhile
 * @param logFailed AOF; Redis refuses writes meanwhile
 * @param rewriteFailed of the AOF, so that it grows without bounds
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/">Redis
 *     persistence</a>
 */
public record PersistenceInfo(boolean snapshotFailed, boolean logFailed, boolean rewriteFailed) {

  static PersistenceInfo of(InfoText info) {
    return new PersistenceInfo(
        info.says("rdb_last_bgsave_status", "err"),
        info.says("aof_last_write_status", "err"),
        info.says("aof_last_bgrewrite_status", "err"));
  }

  public boolean failing() {
    return snapshotFailed || logFailed || rewriteFailed;
  }
}
