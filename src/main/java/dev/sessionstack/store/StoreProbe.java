package dev.sessionstack.store;

import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** Asks one store how it is, again and again: connects as the app does, PING, INFO. */
final class StoreProbe {

  /** For all of it, with connecting. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final StoreClients clients;
  private final Clock clock;
  private final StoreTarget target;
  private volatile StoreHistory history = StoreHistory.NONE;

  StoreProbe(StoreClients clients, Clock clock, StoreTarget target) {
    this.clients = clients;
    this.clock = clock;
    this.target = target;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<StoreReport> ask() {
    return clients.visit(
        target.connection(),
        LIMIT,
        this::report,
        failure -> StoreFault.of(failure, target.connection()));
  }

  private CompletionStage<StoreReport> report(RedisAsyncCommands<byte[], byte[]> redis) {
    var asked = System.nanoTime();
    var latency = new AtomicReference<>(Duration.ZERO);
    return redis
        .ping()
        .thenApply(pong -> false)
        .exceptionally(StoreProbe::refusesWrites)
        .whenComplete((pong, fault) -> latency.set(Duration.ofNanos(System.nanoTime() - asked)))
        .thenCombine(
            optional(redis.info().thenApply(InfoText::of)),
            (refuses, info) ->
                new Serving(info.map(StoreInfo::of), remembered(latency.get(), info), refuses));
  }

  /**
   * A server that cannot save refuses writes and PING, so that somebody notices; the rest it
   * serves.
   *
   * @see <a href="https://github.com/redis/redis/blob/7.0/src/server.c">processCommand, "Don't
   *     accept write commands if there are problems persisting on disk"</a>
   */
  private static boolean refusesWrites(Throwable fault) {
    var cause = fault instanceof CompletionException ? fault.getCause() : fault;
    if (cause instanceof RedisCommandExecutionException
        && String.valueOf(cause.getMessage()).startsWith("MISCONF")) {
      return true;
    }
    throw new CompletionException(cause);
  }

  private StoreTrend remembered(Duration latency, Optional<InfoText> info) {
    history =
        history.after(
            StoreSample.of(info.orElse(InfoText.NONE), clock.instant()),
            latency,
            info.map(text -> text.number("blocked_clients")).orElse(0L),
            target.window());
    return history.trend(target.window());
  }

  /** A user of the app's may lack the right to INFO; that the store serves is worth knowing. */
  private static <T> CompletionStage<Optional<T>> optional(CompletionStage<T> answer) {
    return answer.handle((value, failure) -> Optional.ofNullable(value));
  }
}
