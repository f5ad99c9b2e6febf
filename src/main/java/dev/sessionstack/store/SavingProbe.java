package dev.sessionstack.store;

import dev.sessionstack.plan.Saving;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has a server of ours save its sessions in another way while it runs, and tells when all of them
 * are saved in that way. It only adds: what the server did before it does until it restarts, so
 * that a restart loses nothing, whichever configuration its pod has by then. The kubelet brings a
 * new one into the pod in its own time, and does not say when.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/">Switching
 *     to AOF from RDB</a>
 */
final class SavingProbe {

  /** A snapshot that is no older is one of all sessions: RDB promises no more. */
  private static final long FRESH_SECONDS = 300;

  private static final String LOG = "appendonly";
  private static final String SNAPSHOTS = "save";

  /** Whether all sessions are saved in the way that is wanted. */
  static CompletionStage<Boolean> settled(RedisAsyncCommands<byte[], byte[]> redis, Saving saving) {
    return switch (saving.wanted()) {
      case None -> CompletableFuture.completedFuture(true);
      case AOF -> redis.configGet(LOG).thenCompose(found -> logged(redis, saving, found));
      case RDB -> redis.configGet(SNAPSHOTS).thenCompose(found -> snapshot(redis, saving, found));
    };
  }

  /** Once told, the server writes all that it has into a new log, and appends to that. */
  private static CompletionStage<Boolean> logged(
      RedisAsyncCommands<byte[], byte[]> redis, Saving saving, Map<String, String> found) {
    if (!"yes".equals(found.get(LOG))) {
      return redis.configSet(LOG, "yes").handle((ok, refusal) -> false);
    }
    return saving.isChanging()
        ? redis.info("persistence").thenApply(info -> isLogComplete(InfoText.of(info)))
        : CompletableFuture.completedFuture(true);
  }

  private static boolean isLogComplete(InfoText info) {
    return info.says("aof_enabled", "1")
        && info.says("aof_rewrite_in_progress", "0")
        && info.says("aof_rewrite_scheduled", "0")
        && info.says("aof_last_bgrewrite_status", "ok")
        && info.says("aof_last_write_status", "ok");
  }

  private static CompletionStage<Boolean> snapshot(
      RedisAsyncCommands<byte[], byte[]> redis, Saving saving, Map<String, String> found) {
    if (!Saving.SNAPSHOTS.equals(found.get(SNAPSHOTS))) {
      return redis.configSet(SNAPSHOTS, Saving.SNAPSHOTS).handle((ok, refusal) -> false);
    }
    return saving.isChanging()
        ? redis
            .time()
            .thenCombine(
                redis.info("persistence"),
                (time, info) -> {
                  var now = Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII));
                  return isSnapshotFresh(InfoText.of(info), now);
                })
            .thenCompose(
                fresh ->
                    fresh
                        ? CompletableFuture.completedFuture(true)
                        : take(redis).handle((ok, refusal) -> false))
        : CompletableFuture.completedFuture(true);
  }

  /** As soon as nothing else is being written; while a snapshot is, this is refused. */
  private static CompletionStage<String> take(RedisAsyncCommands<byte[], byte[]> redis) {
    return redis.dispatch(
        CommandType.BGSAVE,
        new StatusOutput<>(ByteArrayCodec.INSTANCE),
        new CommandArgs<>(ByteArrayCodec.INSTANCE).add("SCHEDULE"));
  }

  /** Before its first snapshot, a server gives the time of its start for that of its last. */
  private static boolean isSnapshotFresh(InfoText info, long now) {
    return info.says("rdb_bgsave_in_progress", "0")
        && info.says("rdb_last_bgsave_status", "ok")
        && info.known("rdb_last_bgsave_time_sec").orElse(-1L) >= 0
        && now - info.number("rdb_last_save_time") <= FRESH_SECONDS;
  }

  private SavingProbe() {}
}
