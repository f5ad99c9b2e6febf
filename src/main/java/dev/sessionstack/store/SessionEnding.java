package dev.sessionstack.store;

import dev.sessionstack.store.RevocationReport.Ended;
import dev.sessionstack.store.RevocationReport.Interrupted;
import dev.sessionstack.store.RevocationReport.Returning;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Goes once through the sessions under a prefix, removes those that are meant, and sees to it that
 * they stay away (R15): an app that has read a session before may write it back. So those that were
 * found are looked at until they have been away for a while. They are known by their keys: whoever
 * logs in again has a new one, and keeps it.
 *
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>: what is there from its
 *     beginning to its end is found
 */
final class SessionEnding {

  /** Keys that the server looks at before it answers somebody else again. */
  private static final int PAGE = 500;

  /** Between two pages: the store is there for the app. */
  private static final Duration BREATH = Duration.ofMillis(5);

  /**
   * Keys that are remembered at once: some 15 MB. With more, the scan waits until these stay away.
   */
  private static final int MOST = 100_000;

  /** What was seen to be away so many times in a row stays away. */
  private static final int QUIET_LOOKS = 5;

  /** What still comes back after so many looks does not come from requests that were under way. */
  private static final int LOOKS = 60;

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final SessionRemoval removal;
  private final LongAdder ended;
  private final Duration pause;
  private final BooleanSupplier wanted;
  private final ScanArgs args;
  private final Set<ByteBuffer> found = new LinkedHashSet<>();

  /**
   * @param ended counts the sessions, each once
   * @param pause between two looks at what was found
   * @param wanted asked now and then whether to go on; the report of one that is not wanted says
   *     nothing
   */
  SessionEnding(
      RedisAsyncCommands<byte[], byte[]> redis,
      RevocationOrder order,
      LongAdder ended,
      Duration pause,
      BooleanSupplier wanted) {
    this.redis = redis;
    this.removal = new SessionRemoval(redis, order);
    this.ended = ended;
    this.pause = pause;
    this.wanted = wanted;
    this.args =
        ScanArgs.Builder.limit(PAGE)
            .match(new SessionKeys(order.place().keyPrefix(), Set.of()).pattern());
  }

  CompletionStage<RevocationReport> carryOut() {
    return from(redis.scan(args));
  }

  private CompletionStage<RevocationReport> from(CompletionStage<KeyScanCursor<byte[]>> page) {
    return page.thenCompose(
        cursor ->
            removal
                .of(cursor.getKeys())
                .thenCompose(
                    keys -> {
                      remember(keys);
                      return next(cursor);
                    }));
  }

  private void remember(List<byte[]> keys) {
    keys.stream().map(ByteBuffer::wrap).filter(found::add).forEach(key -> ended.increment());
  }

  private CompletionStage<RevocationReport> next(KeyScanCursor<byte[]> cursor) {
    if (!wanted.getAsBoolean()) {
      return CompletableFuture.completedFuture(new Interrupted("nobody wants it any more"));
    }
    if (!cursor.isFinished() && found.size() < MOST) {
      return from(after(BREATH).thenCompose(breath -> further(cursor)));
    }
    return stayAway(QUIET_LOOKS, LOOKS)
        .thenCompose(
            away -> {
              if (!away) {
                return CompletableFuture.completedFuture(new Returning(ended.sum()));
              }
              found.clear();
              return cursor.isFinished()
                  ? CompletableFuture.completedFuture(new Ended(ended.sum()))
                  : from(further(cursor));
            });
  }

  private CompletionStage<KeyScanCursor<byte[]>> further(KeyScanCursor<byte[]> cursor) {
    return redis.scan(ScanCursor.of(cursor.getCursor()), args);
  }

  /** Whether what was found stays away. */
  private CompletionStage<Boolean> stayAway(int quietLooks, int looks) {
    if (found.isEmpty() || quietLooks == 0 || looks == 0) {
      return CompletableFuture.completedFuture(found.isEmpty() || quietLooks == 0);
    }
    return after(pause)
        .thenCompose(
            time ->
                wanted.getAsBoolean()
                    ? removal
                        .of(found.stream().map(ByteBuffer::array).toList())
                        .thenCompose(
                            back ->
                                stayAway(back.isEmpty() ? quietLooks - 1 : QUIET_LOOKS, looks - 1))
                    : CompletableFuture.completedFuture(true));
  }

  private static CompletionStage<Void> after(Duration pause) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
  }
}
