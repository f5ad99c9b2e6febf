package dev.sessionstack.store;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Counts the sessions under a prefix, batch by batch, and reads only: SCAN, GET and TTL. Other keys
 * are never looked into.
 *
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class CensusRun {

  /** Keys that the server looks at before it answers somebody else again. */
  private static final int BATCH = 500;

  private static final long PAUSE_MILLIS = 5;

  /** Sessions that are counted at the most, since their users are held in memory meanwhile. */
  private static final long MOST = 250_000;

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final ScanArgs args;
  private final double now;
  private final Set<String> users = new HashSet<>();
  private long active;
  private long expired;
  private long malformed;
  private long withoutTtl;

  CensusRun(RedisAsyncCommands<byte[], byte[]> redis, String keyPrefix, Clock clock) {
    this.redis = redis;
    this.args =
        ScanArgs.Builder.limit(BATCH)
            .match((escaped(keyPrefix) + "*").getBytes(StandardCharsets.UTF_8));
    this.now = clock.millis() / 1000.0;
  }

  CompletionStage<SessionCount> take() {
    return from(redis.scan(args));
  }

  private CompletionStage<SessionCount> from(CompletionStage<KeyScanCursor<byte[]>> page) {
    return page.thenCompose(
        cursor ->
            count(cursor.getKeys())
                .thenCompose(
                    done ->
                        cursor.isFinished()
                            ? CompletableFuture.completedFuture(result())
                            : next(cursor)));
  }

  /** The store is there for the app: it has a breath between two pages. */
  private CompletionStage<SessionCount> next(KeyScanCursor<byte[]> cursor) {
    if (active + expired + malformed > MOST) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("more sessions than a probe counts"));
    }
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
        .thenCompose(pause -> from(redis.scan(ScanCursor.of(cursor.getCursor()), args)));
  }

  private CompletionStage<Void> count(List<byte[]> keys) {
    var all = keys.stream().map(this::count).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all);
  }

  private CompletableFuture<Void> count(byte[] key) {
    var value = redis.get(key).toCompletableFuture();
    var ttl = redis.ttl(key).toCompletableFuture();
    return value
        .thenAcceptBoth(ttl, this::add)
        .exceptionally(
            failure -> {
              if (cause(failure) instanceof RedisCommandExecutionException) {
                malformed++; // WRONGTYPE: no string, so no record
                return null;
              }
              throw new CompletionException(cause(failure));
            });
  }

  /** All answers of a connection come on its one thread, so plain fields will do. */
  private void add(byte[] value, long ttl) {
    if (value == null) {
      return; // ended between SCAN and GET
    }
    var record = SessionRecord.of(value);
    if (record.isEmpty()) {
      malformed++;
      return;
    }
    if (ttl == -1) {
      withoutTtl++;
    }
    if (record.get().expireAt() < now) {
      expired++;
    } else {
      active++;
      users.add(record.get().username());
    }
  }

  private SessionCount result() {
    return new SessionCount(active, expired, malformed, users.size(), withoutTtl);
  }

  /** A prefix is text, MATCH is a glob. */
  static String escaped(String prefix) {
    return prefix.replaceAll("([\\\\*?\\[\\]^])", "\\\\$1");
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
