package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.QueueReport.Depths;
import dev.sessionstack.store.QueueReport.Unknown;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks one broker how much work is in its queues, again and again, and reads only. Messages of
 * queues that nobody asked for, another app's or those that no pool of the stack works on, are left
 * out.
 */
final class QueueReader {

  /** For all of it, with connecting. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final StoreClients clients;
  private final Clock clock;
  private final QueueTarget target;
  private volatile QueueMemory memory = QueueMemory.NONE;

  QueueReader(StoreClients clients, Clock clock, QueueTarget target) {
    this.clients = clients;
    this.clock = clock;
    this.target = target;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<QueueReport> ask() {
    return clients
        .visit(
            target.broker(),
            LIMIT,
            redis ->
                BrokerSnapshot.take(redis, target.queues(), UnackedMessages.MOST)
                    .thenCompose(broker -> report(redis, broker)),
            failure -> unknown(failure, target.broker()))
        .thenApply(
            report -> {
              if (report instanceof Unknown) {
                memory = QueueMemory.NONE;
              }
              return report;
            });
  }

  private CompletionStage<QueueReport> report(
      RedisAsyncCommands<byte[], byte[]> redis, BrokerSnapshot broker) {
    if (broker.misfit().isPresent()) {
      return CompletableFuture.completedFuture(
          misfit("the key " + printable(broker.misfit().get()), target.broker()));
    }
    var lists = broker.lists().values().stream().flatMap(List::stream).toList();
    return Heads.read(redis, lists)
        .thenCombine(
            new UnackedMessages(redis, broker, target.queues()).share(),
            (heads, share) -> {
              var step =
                  memory.look(readings(target.queues(), broker, heads, share), clock.instant());
              memory = step.memory();
              return new Depths(step.depths());
            });
  }

  private static List<QueueReading> readings(
      Set<String> queues,
      BrokerSnapshot broker,
      Optional<Map<String, Head>> heads,
      UnackedShare unacked) {
    return queues.stream()
        .sorted()
        .map(
            queue ->
                new QueueReading(
                    queue,
                    broker.ready().getOrDefault(queue, 0L),
                    unacked.of(queue),
                    unacked.approximate(queue),
                    Optional.ofNullable(unacked.oldest().get(queue)),
                    heads.map(all -> own(all, broker.lists().getOrDefault(queue, List.of())))))
        .toList();
  }

  private static Map<String, Head> own(Map<String, Head> heads, List<String> lists) {
    var own = new HashMap<>(heads);
    own.keySet().retainAll(lists);
    return own;
  }

  private static Unknown unknown(Throwable failure, StoreConnection broker) {
    var answer = StoreFault.answer(failure).orElse("");
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
