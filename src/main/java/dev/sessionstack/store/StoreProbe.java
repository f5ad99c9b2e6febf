package dev.sessionstack.store;

import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks a store how it is: connects as the app does, PING, INFO. */
final class StoreProbe {

  /** For all of it, with connecting. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final StoreClients clients;

  StoreProbe(StoreClients clients) {
    this.clients = clients;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<StoreReport> ask(StoreTarget target) {
    return clients.visit(
        target.connection(),
        LIMIT,
        StoreProbe::report,
        failure -> StoreFault.of(failure, target.connection()));
  }

  private static CompletionStage<StoreReport> report(RedisAsyncCommands<byte[], byte[]> redis) {
    var info = optional(redis.info().thenApply(StoreInfo::of));
    return redis.ping().thenCombine(info, (pong, i) -> new Serving(i));
  }

  /** A user of the app's may lack the right to INFO; that the store serves is worth knowing. */
  private static <T> CompletionStage<Optional<T>> optional(CompletionStage<T> answer) {
    return answer.handle((value, failure) -> Optional.ofNullable(value));
  }
}
