package dev.sessionstack.store;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Puts sessions right, one at a time, over a connection of its own. What is changed is read again
 * under WATCH, so a session that its app touches at that moment stays as the app left it.
 *
 * @see <a href="https://redis.io/docs/latest/develop/using-commands/transactions/">WATCH, MULTI and
 *     EXEC</a>
 */
final class SessionRepair implements AutoCloseable {

  /** Sessions that one census puts right. Where there are more, the next goes on. */
  static final int MOST = 10_000;

  /** How often a session is tried that its app keeps touching. */
  private static final int TRIES = 3;

  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final StoreClients clients;
  private final CensusTarget target;
  private final Clock clock;
  private final Consumer<SessionLook> left;
  private final Queue<SessionLook> waiting = new ConcurrentLinkedQueue<>();
  private volatile Optional<CompletableFuture<StoreLine>> line = Optional.empty();
  private volatile boolean stopped;
  private volatile Optional<String> denied = Optional.empty();
  private volatile long serverAhead;
  private int taken;
  private volatile long ended;
  private volatile long removed;

  /**
   * @param left is told of each session that is there afterwards, as it is then
   */
  SessionRepair(
      StoreClients clients, CensusTarget target, Clock clock, Consumer<SessionLook> left) {
    this.clients = clients;
    this.target = target;
    this.clock = clock;
    this.left = left;
    this.stopped = target.repairTtl().isEmpty();
  }

  /** Whether this is a session to put right; the rest is done by {@link #ready}. */
  boolean takes(SessionLook look) {
    if (stopped || taken >= MOST || remedy(look).isEmpty()) {
      return false;
    }
    taken++;
    waiting.add(look);
    return true;
  }

  /** Puts right what waits for it. Never fails: what cannot be put right is left as it is. */
  CompletionStage<Void> ready() {
    if (waiting.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var done = new CompletableFuture<Void>();
    if (line.isEmpty()) {
      line = Optional.of(connect());
    }
    line.get()
        .whenComplete(
            (open, failure) -> {
              if (failure == null) {
                next(open.connection().async(), done);
              } else {
                stop(failure, done);
              }
            });
    return done;
  }

  Repairs done() {
    return new Repairs(ended, removed, denied);
  }

  private CompletableFuture<StoreLine> connect() {
    return clients
        .open(target.connection())
        .thenCompose(
            open ->
                timely(open.connection().async().time())
                    .handle(
                        (time, failure) -> {
                          if (failure == null) { // else a user who may not ask for it
                            serverAhead = millis(time.get(0)) - clock.millis();
                          }
                          return open;
                        }));
  }

  private void next(RedisAsyncCommands<byte[], byte[]> redis, CompletableFuture<Void> done) {
    var look = waiting.poll();
    if (look == null) {
      done.complete(null);
      return;
    }
    repair(redis, look, TRIES)
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                next(redis, done);
              } else {
                left.accept(look);
                stop(failure, done);
              }
            });
  }

  private CompletionStage<Void> repair(
      RedisAsyncCommands<byte[], byte[]> redis, SessionLook seen, int tries) {
    return look(redis, seen)
        .thenCompose(
            look -> {
              var remedy = remedy(look);
              if (remedy.isEmpty() || tries == 0) {
                left.accept(look);
                return timely(redis.unwatch()).thenApply(ok -> null);
              }
              return apply(redis, look, remedy.get())
                  .thenCompose(
                      applied -> {
                        if (!applied) { // its app was faster
                          return repair(redis, seen, tries - 1);
                        }
                        count(look, remedy.get());
                        return CompletableFuture.completedFuture(null);
                      });
            });
  }

  private void count(SessionLook look, Remedy remedy) {
    if (remedy instanceof Remedy.End end) {
      ended++;
      look.ttl(end.millis() - clock.millis() - serverAhead);
      left.accept(look);
    } else {
      removed++;
    }
  }

  /** What a key holds now; it is watched from before that. */
  private static CompletionStage<SessionLook> look(
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
  private static CompletionStage<Boolean> apply(
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

  private void stop(Throwable failure, CompletableFuture<Void> done) {
    stopped = true;
    denied = StoreFault.denial(failure, target.connection());
    for (var look = waiting.poll(); look != null; look = waiting.poll()) {
      left.accept(look);
    }
    done.complete(null);
  }

  private Optional<Remedy> remedy(SessionLook look) {
    var now = clock.millis();
    return target.repairTtl().flatMap(ttl -> Remedy.of(look, now, now + serverAhead, ttl));
  }

  private static long millis(byte[] seconds) {
    return 1000 * Long.parseLong(new String(seconds, StandardCharsets.US_ASCII));
  }

  private static <T> CompletableFuture<T> timely(CompletionStage<T> answer) {
    return answer.toCompletableFuture().orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    line.ifPresent(open -> open.thenAccept(StoreLine::close));
  }
}
