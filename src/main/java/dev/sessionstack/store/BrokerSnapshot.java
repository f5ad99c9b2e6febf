package dev.sessionstack.store;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A broker at one moment. It is read in one transaction, so that a message that a worker takes
 * meanwhile is either in its queue or with the worker: in neither, it would not be counted.
 *
 * @param ready messages that wait, by queue
 * @param lists the keys in which they do, by queue
 * @param unacked entries of {@code unacked}
 * @param indexed entries of {@code unacked_index}; as many, unless the server evicted one of the
 *     two
 * @param tags delivery tags of the messages that were taken first, by the time they were
 * @param misfit a key that does not hold what Celery keeps there; the numbers mean nothing then
 */
record BrokerSnapshot(
    Map<String, Long> ready,
    Map<String, List<String>> lists,
    long unacked,
    long indexed,
    List<ScoredValue<byte[]>> tags,
    Optional<String> misfit) {

  /**
   * Takes it.
   *
   * @param most tags to read
   */
  static CompletionStage<BrokerSnapshot> take(
      RedisAsyncCommands<byte[], byte[]> redis, Set<String> queues, int most) {
    var owners = new ArrayList<String>();
    var keys = new ArrayList<String>();
    for (var queue : queues) {
      for (var list : Kombu.lists(queue, queues)) {
        owners.add(queue);
        keys.add(list);
      }
    }
    var asked = new ArrayList<RedisFuture<?>>();
    asked.add(redis.multi());
    keys.forEach(list -> asked.add(redis.llen(Kombu.bytes(list))));
    asked.add(redis.hlen(Kombu.UNACKED));
    asked.add(redis.zcard(Kombu.UNACKED_INDEX));
    asked.add(redis.zrangeWithScores(Kombu.UNACKED_INDEX, 0, most - 1));
    keys.addAll(List.of("unacked", "unacked_index", "unacked_index"));
    return redis
        .exec()
        .handle(
            (answers, failure) -> {
              if (failure != null) {
                throw new CompletionException(first(asked).orElse(failure));
              }
              return of(owners, keys, answers);
            });
  }

  /** Why a transaction was not run is said where a command was not accepted, not at its end. */
  private static Optional<Throwable> first(List<RedisFuture<?>> asked) {
    return asked.stream()
        .filter(Future::isDone)
        .flatMap(
            future ->
                Stream.ofNullable(
                    future.toCompletableFuture().handle((value, fault) -> fault).getNow(null)))
        .findFirst();
  }

  @SuppressWarnings("unchecked") // ZRANGE answers with a list of scored members
  private static BrokerSnapshot of(
      List<String> owners, List<String> keys, TransactionResult answers) {
    for (var i = 0; i < keys.size(); i++) {
      if (answers.get(i) instanceof Throwable fault) {
        if (String.valueOf(fault.getMessage()).startsWith("WRONGTYPE")) {
          return misfit(keys.get(i));
        }
        throw new CompletionException(fault);
      }
    }
    var ready = new HashMap<String, Long>();
    var lists = new HashMap<String, List<String>>();
    for (var i = 0; i < owners.size(); i++) {
      long length = answers.get(i);
      ready.merge(owners.get(i), length, Long::sum);
      if (length > 0) {
        lists.computeIfAbsent(owners.get(i), queue -> new ArrayList<>()).add(keys.get(i));
      }
    }
    var n = owners.size();
    return new BrokerSnapshot(
        Map.copyOf(ready),
        Map.copyOf(lists),
        answers.get(n),
        answers.get(n + 1),
        (List<ScoredValue<byte[]>>) answers.get(n + 2),
        Optional.empty());
  }

  private static BrokerSnapshot misfit(String key) {
    return new BrokerSnapshot(Map.of(), Map.of(), 0, 0, List.of(), Optional.of(key));
  }
}
