package dev.sessionstack.store;

import dev.sessionstack.store.CensusReport.Counted;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One census: connects, goes through the store, adds up. Where the connection is lost it connects
 * again, and goes on if it meets the same server, or begins anew.
 */
final class CensusRun implements SessionScan.Visitor {

  /** Connections that may be lost. */
  private static final int LOSSES = 5;

  private static final Duration BEFORE_NEXT = Duration.ofSeconds(1);

  /** For one answer of those that come before the pages. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final StoreClients clients;
  private final CensusTarget target;
  private final SessionKeys keys;
  private final Clock clock;
  private final long end;
  private final SessionRepair repair;
  private final CompletableFuture<CensusReport> result = new CompletableFuture<>();
  private volatile SessionTally tally;
  private volatile boolean over;
  private Optional<ServerProcess> server = Optional.empty();
  private Optional<SessionScan> scan = Optional.empty();
  private boolean blurred;
  private int losses;

  /**
   * @param limit for all of it; what is counted by then is reported
   */
  CensusRun(StoreClients clients, CensusTarget target, Duration limit, Clock clock) {
    this.clients = clients;
    this.target = target;
    this.keys = new SessionKeys(target.keyPrefix(), target.queues());
    this.clock = clock;
    this.end = System.nanoTime() + limit.toNanos();
    this.tally = new SessionTally(clock);
    this.repair = new SessionRepair(clients, target, clock, look -> tally.add(look));
  }

  /** To cancel the answer is to end it all. */
  CompletableFuture<CensusReport> take() {
    result.whenComplete((report, failure) -> repair.close());
    connect();
    return result;
  }

  private void connect() {
    clients
        .open(target.connection())
        .thenCompose(
            line -> {
              result.whenComplete((report, failure) -> line.close());
              return read(line).whenComplete((done, failure) -> line.close());
            })
        .thenCompose(done -> repair.ready())
        .thenRun(() -> result.complete(report()))
        .exceptionally(this::failed);
  }

  private CompletionStage<Void> read(StoreLine line) {
    var redis = line.connection().async();
    return process(redis)
        .thenCompose(process -> untouched(redis, process).thenApply(done -> process))
        .thenCompose(
            process -> {
              var next =
                  new SessionScan(
                      line.connection(),
                      keys,
                      new Pace(target.keysPerSecond()),
                      tally,
                      this,
                      begin(process));
              scan = Optional.of(next);
              return next.read();
            });
  }

  /** The cursor to go on from, with what was counted until there; or the start, with nothing. */
  private String begin(Optional<ServerProcess> process) {
    var same = process.isPresent() && server.filter(process.get()::isSame).isPresent();
    server = process;
    if (same && scan.isPresent()) {
      blurred |= tally.isFull(); // then it cannot be told what was counted before
      return scan.get().cursor();
    }
    tally = new SessionTally(clock);
    return SessionScan.START;
  }

  private Void failed(Throwable failure) {
    losses++;
    if (StoreFault.isAnswer(failure) || losses > LOSSES || isOver()) {
      result.completeExceptionally(failure);
    } else if (!result.isDone()) {
      CompletableFuture.delayedExecutor(BEFORE_NEXT.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::connect);
    }
    return null;
  }

  private CensusReport report() {
    return new Counted(tally.count(over || blurred), repair.done());
  }

  /** Absent where the user may not ask. */
  private static CompletionStage<Optional<ServerProcess>> process(
      RedisAsyncCommands<byte[], byte[]> redis) {
    return redis
        .info("server")
        .toCompletableFuture()
        .orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(info -> Optional.of(ServerProcess.of(info)))
        .exceptionally(CensusRun::orNothing);
  }

  /**
   * Being counted is no use: a server that evicts what was not used for long must not take every
   * session for used. Before Redis 7.2 there is no such command, and it does.
   *
   * @see <a href="https://redis.io/docs/latest/commands/client-no-touch/">CLIENT NO-TOUCH</a>
   */
  private static CompletionStage<Optional<String>> untouched(
      RedisAsyncCommands<byte[], byte[]> redis, Optional<ServerProcess> process) {
    if (process.filter(ServerProcess::knowsNoTouch).isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return redis
        .dispatch(
            CommandType.CLIENT,
            new StatusOutput<>(ByteArrayCodec.INSTANCE),
            new CommandArgs<>(ByteArrayCodec.INSTANCE).add("NO-TOUCH").add("ON"))
        .toCompletableFuture()
        .orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(Optional::of)
        .exceptionally(CensusRun::orNothing);
  }

  private static <T> Optional<T> orNothing(Throwable failure) {
    if (StoreFault.isAnswer(failure)) {
      return Optional.empty();
    }
    throw new CompletionException(failure);
  }

  @Override
  public void found(SessionLook look) {
    if (!repair.takes(look)) {
      tally.add(look);
    }
  }

  @Override
  public boolean isOver() {
    over |= System.nanoTime() > end;
    return over || result.isDone();
  }

  @Override
  public CompletionStage<Void> ready() {
    return repair.ready();
  }
}
