package dev.sessionstack.store;

import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks a store how it is: connects as the app does, PING, INFO, a count of the sessions. */
final class StoreProbe {

  /** For PING and INFO together, with connecting. */
  private static final Duration PROBE = Duration.ofSeconds(8);

  /** For counting sessions; what is not counted by then is not reported. */
  private static final Duration COUNT = Duration.ofSeconds(20);

  private final StoreClients clients;
  private final Clock clock;

  StoreProbe(StoreClients clients, Clock clock) {
    this.clients = clients;
    this.clock = clock;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<StoreReport> ask(StoreTarget target) {
    return clients.visit(
        target.connection(),
        PROBE.plus(COUNT),
        redis -> ask(redis, target),
        failure -> StoreFault.of(failure, target.connection()));
  }

  private CompletionStage<StoreReport> ask(
      RedisAsyncCommands<byte[], byte[]> redis, StoreTarget target) {
    var info = optional(redis.info().thenApply(StoreInfo::of));
    return redis
        .ping()
        .toCompletableFuture()
        .orTimeout(PROBE.toSeconds(), TimeUnit.SECONDS)
        .thenCombine(info, (pong, i) -> i)
        .thenCombine(
            optional(
                new SessionCensus(redis, target.keyPrefix(), clock)
                    .take()
                    .toCompletableFuture()
                    .orTimeout(COUNT.toSeconds(), TimeUnit.SECONDS)),
            (i, sessions) -> (StoreReport) new Serving(i, sessions));
  }

  /** A user of the app's may lack the right to some command; the rest is still worth knowing. */
  private static <T> CompletionStage<Optional<T>> optional(CompletionStage<T> answer) {
    return answer.handle((value, failure) -> Optional.ofNullable(value));
  }
}
