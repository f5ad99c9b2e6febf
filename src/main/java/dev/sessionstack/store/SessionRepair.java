package dev.sessionstack.store;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Puts sessions right, one at a time, over a connection of its own. What is changed is read again
 * under WATCH, so a session that its app touches at that moment stays as the app left it.
 */
final class SessionRepair implements AutoCloseable {

  /** Sessions that one census puts right. Where there are more, the next goes on. */
  static final int MOST = 10_000;

  /** How often a session is tried that its app keeps touching. */
  private static final int TRIES = 3;

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
                WatchedSession.timely(open.connection().async().time())
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
    return WatchedSession.look(redis, seen)
        .thenCompose(
            look -> {
              var remedy = remedy(look);
              if (remedy.isEmpty() || tries == 0) {
                left.accept(look);
                return WatchedSession.leave(redis);
              }
              return WatchedSession.apply(redis, look, remedy.get())
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

  @Override
  public void close() {
    line.ifPresent(open -> open.thenAccept(StoreLine::close));
  }
}
