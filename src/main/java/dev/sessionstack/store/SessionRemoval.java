package dev.sessionstack.store;

import dev.sessionstack.plan.SessionSelection;
import dev.sessionstack.plan.SessionSelection.All;
import dev.sessionstack.plan.SessionSelection.OfUser;
import dev.sessionstack.plan.SessionSelection.One;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Removes the sessions that are meant, over one connection that nobody else uses. A record is read
 * and removed in one transaction: one that has meanwhile become another user's is left alone.
 *
 * @see <a href="https://redis.io/docs/latest/develop/using-commands/transactions/">WATCH, MULTI and
 *     EXEC</a>
 */
final class SessionRemoval {

  /** Keys in one transaction. A value may be large, and all of them are held at once. */
  private static final int BATCH = 50;

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final int prefixLength;
  private final SessionSelection selection;

  SessionRemoval(RedisAsyncCommands<byte[], byte[]> redis, RevocationOrder order) {
    this.redis = redis;
    this.prefixLength = order.place().keyPrefix().getBytes(StandardCharsets.UTF_8).length;
    this.selection = order.selection();
  }

  /**
   * Removes those of these keys that hold a session which is meant, and says which these are. One
   * that was being written to all the while may still be there.
   */
  CompletionStage<List<byte[]>> of(List<byte[]> keys) {
    var candidates = keys.stream().filter(this::isCandidate).toList();
    CompletionStage<List<byte[]>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (var i = 0; i < candidates.size(); i += BATCH) {
      var batch = candidates.subList(i, Math.min(i + BATCH, candidates.size()));
      all = all.thenCompose(before -> atOnce(batch).thenApply(more -> joined(before, more)));
    }
    return all;
  }

  private CompletionStage<List<byte[]>> atOnce(List<byte[]> keys) {
    var watch = redis.watch(keys.toArray(byte[][]::new)).toCompletableFuture();
    var reads = keys.stream().map(this::isMeant).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenCombine(watch, (all, watching) -> all)
        .thenApply(
            all ->
                IntStream.range(0, keys.size())
                    .filter(i -> reads.get(i).join())
                    .mapToObj(keys::get)
                    .toList())
        .thenCompose(
            meant ->
                meant.isEmpty()
                    ? redis.unwatch().thenApply(ok -> meant)
                    : unlinked(meant)
                        .thenCompose(
                            done ->
                                done || keys.size() == 1
                                    ? CompletableFuture.completedFuture(meant)
                                    : inHalves(keys)));
  }

  /** Somebody wrote to one of them in between, and the others need not wait for that one. */
  private CompletionStage<List<byte[]>> inHalves(List<byte[]> keys) {
    var half = keys.size() / 2;
    return atOnce(keys.subList(0, half))
        .thenCompose(
            left ->
                atOnce(keys.subList(half, keys.size())).thenApply(right -> joined(left, right)));
  }

  /** All or none: none where any of the watched keys was written to. */
  private CompletionStage<Boolean> unlinked(List<byte[]> keys) {
    redis.multi();
    var unlink = redis.unlink(keys.toArray(byte[][]::new)).toCompletableFuture();
    return redis
        .exec()
        .handle(
            (result, failure) -> {
              if (failure == null) {
                return !result.wasDiscarded();
              }
              // EXEC only says that something was wrong; the command itself says what.
              throw new CompletionException(
                  unlink.isCompletedExceptionally() ? cause(unlink) : failure);
            });
  }

  private CompletableFuture<Boolean> isMeant(byte[] key) {
    return redis
        .get(key)
        .toCompletableFuture()
        .thenApply(value -> value != null && isMeantValue(value))
        .exceptionally(
            failure -> {
              var cause = failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause instanceof RedisCommandExecutionException
                  && String.valueOf(cause.getMessage()).startsWith("WRONGTYPE")) {
                return false; // no string, so no session
              }
              throw new CompletionException(cause);
            });
  }

  /** Whoever knows the id means that key, whatever it holds; else only a record is a session. */
  private boolean isMeantValue(byte[] value) {
    if (selection instanceof OfUser user) {
      return SessionRecord.of(value)
          .filter(record -> record.username().equals(user.name().reveal()))
          .isPresent();
    }
    return !(selection instanceof All) || SessionRecord.of(value).isPresent();
  }

  private boolean isCandidate(byte[] key) {
    return !(selection instanceof One)
        || One.ofId(Arrays.copyOfRange(key, prefixLength, key.length)).equals(selection);
  }

  private static List<byte[]> joined(List<byte[]> some, List<byte[]> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static Throwable cause(CompletableFuture<?> failed) {
    try {
      failed.join();
      return new IllegalStateException("it did not fail");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
