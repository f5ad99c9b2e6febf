package dev.sessionstack.store;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Reads a session and changes it in one go, or not at all where its app was faster. A connection
 * does one of these after the other.
 *
 * @see <a href="https://redis.io/docs/latest/develop/using-commands/transactions/">WATCH, MULTI and
 *     EXEC</a>
 */
final class WatchedSession {

  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** What a key holds now; it is watched from before that. */
  static CompletionStage<SessionLook> look(
      RedisAsyncCommands<byte[], byte[]> redis, SessionLook seen) {
    var look = new SessionLook(seen.key(), seen.hash());
    var watch = redis.watch(seen.key());
    var value =
        redis
            .getrange(seen.key(), 0, SessionLook.MOST_BYTES - 1)
            .thenAccept(bytes -> look.value(ByteBuffer.wrap(bytes), new byte[bytes.length]))
            .exceptionally(
                failure -> {
                  look.noString();
                  return null;
                });
    var size = redis.strlen(seen.key()).thenAccept(look::size).exceptionally(failure -> null);
    var ttl = redis.pttl(seen.key()).thenAccept(look::ttl);
    return timely(
        watch
            .thenCombine(value, (ok, none) -> ok)
            .thenCombine(size, (ok, none) -> ok)
            .thenCombine(ttl, (ok, none) -> look));
  }

  /** Whether it was done. Not before MULTI is granted: what follows would be done without it. */
  static CompletionStage<Boolean> apply(
      RedisAsyncCommands<byte[], byte[]> redis, SessionLook look, Remedy remedy) {
    return timely(redis.multi())
        .thenCompose(
            ok -> {
              RedisFuture<?> change =
                  remedy instanceof Remedy.End end
                      ? redis.pexpireat(look.key(), end.millis())
                      : redis.unlink(look.key());
              return timely(redis.exec())
                  .handle(
                      (answers, failure) -> {
                        if (failure != null) {
                          throw new CompletionException(refusal(change).orElse(failure));
                        }
                        return !answers.wasDiscarded();
                      });
            });
  }

  /** Why a transaction was not run is said where a command was not accepted, not at its end. */
  private static Optional<Throwable> refusal(RedisFuture<?> change) {
    return change.isDone()
        ? Optional.ofNullable(
            change.toCompletableFuture().handle((value, fault) -> fault).getNow(null))
        : Optional.empty();
  }

  /** Ends the watch, where nothing is to be changed. */
  static CompletionStage<Void> leave(RedisAsyncCommands<byte[], byte[]> redis) {
    return timely(redis.unwatch()).thenApply(ok -> null);
  }

  static <T> CompletableFuture<T> timely(CompletionStage<T> answer) {
    return answer.toCompletableFuture().orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private WatchedSession() {}
}
