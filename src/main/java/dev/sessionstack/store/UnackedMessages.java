package dev.sessionstack.store;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/**
 * Finds out which queues the messages in {@code unacked} came from. That is written at the end of
 * each message, and a message may be as big as its task's arguments: so a part of them is read, and
 * of that no more than a budget, by tag. HSCAN would bring all values of a page, however big.
 */
final class UnackedMessages {

  /** Messages that are looked at, out of any number. */
  static final int MOST = 500;

  /** Places in the order of delivery that they are taken from, where there are more. */
  private static final int SLICES = 10;

  /** Bytes of messages that are read. One of Celery's has about 1 kB, and its arguments. */
  private static final long BUDGET = 2 << 20;

  /** Exchanges whose bindings are read. */
  private static final int EXCHANGES = 20;

  /** Bindings of an exchange that are read; where there are more, none are. */
  private static final int BINDINGS = 1000;

  /** A message, and when a worker took it. */
  private record Taken(Delivery delivery, Optional<Instant> at) {}

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final BrokerSnapshot broker;
  private final Set<String> queues;

  UnackedMessages(
      RedisAsyncCommands<byte[], byte[]> redis, BrokerSnapshot broker, Set<String> queues) {
    this.redis = redis;
    this.broker = broker;
    this.queues = queues;
  }

  CompletionStage<UnackedShare> share() {
    return broker.unacked() == 0
        ? CompletableFuture.completedFuture(UnackedShare.NONE)
        : tags().thenCompose(this::read);
  }

  /** The oldest are all of one kind where a task is planned for later: so some of every age. */
  private CompletionStage<List<ScoredValue<byte[]>>> tags() {
    if (broker.indexed() <= MOST) {
      return CompletableFuture.completedFuture(broker.tags());
    }
    var slice = MOST / SLICES;
    return all(LongStream.range(0, SLICES)
            .map(i -> i * (broker.indexed() - slice) / (SLICES - 1))
            .mapToObj(at -> redis.zrangeWithScores(Kombu.UNACKED_INDEX, at, at + slice - 1))
            .toList())
        .thenApply(pages -> pages.stream().flatMap(List::stream).toList());
  }

  private CompletionStage<UnackedShare> read(List<ScoredValue<byte[]>> tags) {
    return all(tags.stream().map(tag -> redis.hstrlen(Kombu.UNACKED, tag.getValue())).toList())
        .thenCompose(
            sizes -> {
              var chosen = new ArrayList<ScoredValue<byte[]>>();
              var left = BUDGET;
              var skipped = Math.max(0, broker.unacked() - Math.min(broker.indexed(), tags.size()));
              for (var i = 0; i < tags.size(); i++) {
                if (sizes.get(i) > left) {
                  skipped++;
                } else if (sizes.get(i) > 0) { // else acknowledged by now
                  left -= sizes.get(i);
                  chosen.add(tags.get(i));
                }
              }
              return read(chosen, skipped);
            });
  }

  private CompletionStage<UnackedShare> read(List<ScoredValue<byte[]>> tags, long skipped) {
    return all(tags.stream()
            .map(tag -> redis.hget(Kombu.UNACKED, tag.getValue()).thenApply(Optional::ofNullable))
            .toList())
        .thenCompose(
            values -> {
              var taken = new ArrayList<Taken>();
              for (var i = 0; i < values.size(); i++) {
                var at = Kombu.time(tags.get(i).getScore());
                values
                    .get(i)
                    .flatMap(Delivery::of)
                    .ifPresent(delivery -> taken.add(new Taken(delivery, at)));
              }
              var present = values.stream().filter(Optional::isPresent).count();
              return bindings(taken.stream().map(Taken::delivery).toList())
                  .thenApply(bindings -> share(taken, bindings, skipped + present));
            });
  }

  private UnackedShare share(List<Taken> taken, Map<String, List<byte[]>> bindings, long messages) {
    var owners = new ArrayList<Set<String>>();
    var oldest = new HashMap<String, Instant>();
    for (var message : taken) {
      owners(message.delivery(), bindings)
          .ifPresent(
              queues -> {
                owners.add(queues);
                queues.forEach(
                    queue ->
                        message.at().ifPresent(at -> oldest.merge(queue, at, UnackedShare::first)));
              });
    }
    return new UnackedShare(owners, messages - owners.size(), oldest);
  }

  /** The queues of a message; absent where that cannot be told. */
  private Optional<Set<String>> owners(Delivery delivery, Map<String, List<byte[]>> bindings) {
    if (delivery.exchange().isEmpty()) {
      return Optional.of(Set.of(delivery.routingKey()));
    }
    var table = bindings.getOrDefault(delivery.exchange(), List.of());
    if (table.isEmpty()) {
      // Often both have the name of the queue; for others an evicted table is no reason to forget.
      return queues.contains(delivery.routingKey())
          ? Optional.of(Set.of(delivery.routingKey()))
          : Optional.empty();
    }
    return Optional.of(Kombu.queues(table, delivery.routingKey()));
  }

  private CompletionStage<Map<String, List<byte[]>>> bindings(List<Delivery> deliveries) {
    var exchanges =
        deliveries.stream()
            .map(Delivery::exchange)
            .filter(exchange -> !exchange.isEmpty())
            .distinct()
            .limit(EXCHANGES)
            .toList();
    return all(exchanges.stream().map(this::bindings).toList())
        .thenApply(
            tables -> {
              var bindings = new HashMap<String, List<byte[]>>();
              for (var i = 0; i < exchanges.size(); i++) {
                bindings.put(exchanges.get(i), tables.get(i));
              }
              return bindings;
            });
  }

  private CompletionStage<List<byte[]>> bindings(String exchange) {
    return redis
        .sscan(Kombu.bindings(exchange), ScanArgs.Builder.limit(BINDINGS))
        .thenApply(page -> page.isFinished() ? page.getValues() : List.of());
  }

  /** All answers, in the order of the questions. */
  private static <T> CompletableFuture<List<T>> all(
      List<? extends CompletionStage<? extends T>> answers) {
    var futures = answers.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> futures.stream().<T>map(CompletableFuture::join).toList());
  }
}
