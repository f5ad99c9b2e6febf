package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.QueueReport.Depths;
import dev.sessionstack.store.QueueReport.Unknown;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Asks a broker how much work is in its queues, and reads only. Messages of queues that nobody
 * asked for, another app's or those that no pool of the stack works on, are left out.
 */
final class QueueReader {

  /** For all of it, with connecting. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final StoreClients clients;

  QueueReader(StoreClients clients) {
    this.clients = clients;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<QueueReport> ask(QueueTarget target) {
    return clients.visit(
        target.broker(),
        LIMIT,
        redis ->
            BrokerSnapshot.take(redis, target.queues(), UnackedMessages.MOST)
                .thenCompose(broker -> report(redis, broker, target)),
        failure -> unknown(failure, target.broker()));
  }

  private static CompletionStage<QueueReport> report(
      RedisAsyncCommands<byte[], byte[]> redis, BrokerSnapshot broker, QueueTarget target) {
    if (broker.misfit().isPresent()) {
      return CompletableFuture.completedFuture(
          misfit("the key " + printable(broker.misfit().get()), target.broker()));
    }
    return new UnackedMessages(redis, broker, target.queues())
        .share()
        .thenApply(share -> depths(target.queues(), broker, share));
  }

  private static QueueReport depths(
      Set<String> queues, BrokerSnapshot broker, UnackedShare unacked) {
    return new Depths(
        queues.stream()
            .sorted()
            .map(
                queue ->
                    new QueueDepth(
                        queue,
                        broker.ready().getOrDefault(queue, 0L),
                        unacked.of(queue),
                        unacked.approximate(queue)))
            .toList());
  }

  private static Unknown unknown(Throwable failure, StoreConnection broker) {
    var answer =
        Stream.iterate(failure, t -> t != null, Throwable::getCause)
            .limit(20)
            .filter(RedisCommandExecutionException.class::isInstance)
            .map(t -> String.valueOf(t.getMessage()))
            .findFirst()
            .orElse("");
    if (answer.startsWith("NOPERM")) {
      return new Unknown(
          QueueReport.PERMISSION_DENIED,
          broker.endpoint()
              + " does not permit the user to measure queues, which takes MULTI, LLEN, HLEN, ZCARD,"
              + " ZRANGE, HSTRLEN, HGET and SSCAN on the keys of Celery");
    }
    if (answer.startsWith("WRONGTYPE")) {
      return misfit("a key of Celery's", broker);
    }
    var fault = StoreFault.of(failure, broker);
    return new Unknown(fault.reason().name(), fault.message());
  }

  private static Unknown misfit(String key, StoreConnection broker) {
    return new Unknown(
        QueueReport.NOT_A_QUEUE,
        key
            + " in database "
            + broker.database()
            + " of "
            + broker.endpoint()
            + " is not what Celery keeps there; something else uses this database");
  }

  /** The separator of kombu is made of control characters. */
  private static String printable(String key) {
    return key.replaceAll("\\p{Cntrl}+", "/");
  }
}
