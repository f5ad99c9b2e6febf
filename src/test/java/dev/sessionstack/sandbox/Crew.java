package dev.sessionstack.sandbox;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Plays Celery in the pods of a pool: takes messages from its queues as kombu does, holds each for
 * some seconds, and drops it. It computes nothing.
 */
final class Crew {
  private static final int LEAST_SECONDS = 2;
  private static final int MOST_SECONDS = 5;
  private static final String UNACKED = "unacked";
  private static final String UNACKED_INDEX = "unacked_index";

  private final Random random = new Random();
  private final List<Held> held = new ArrayList<>();

  private record Held(String tag, Instant end) {}

  /** Tasks that it has taken and not finished. */
  int busy() {
    return held.size();
  }

  /**
   * Finishes what is due, and takes as many as it has hands for. Whoever is asked to end takes no
   * more, but finishes what it has.
   */
  void work(RedisCommands<String, String> broker, List<String> queues, int hands) {
    var now = Instant.now();
    for (var task : List.copyOf(held)) {
      if (task.end.isBefore(now)) {
        broker.hdel(UNACKED, task.tag);
        broker.zrem(UNACKED_INDEX, task.tag);
        held.remove(task);
      }
    }
    while (held.size() < hands && take(broker, queues)) {
      // One more.
    }
  }

  /** From the first queue that has something; false where none has. */
  private boolean take(RedisCommands<String, String> broker, List<String> queues) {
    for (var queue : queues) {
      var message = Optional.ofNullable(broker.rpop(queue)).map(m -> TaskMessage.read(queue, m));
      if (message.isPresent()) {
        var tag = message.get().tag();
        broker.zadd(UNACKED_INDEX, System.currentTimeMillis() / 1000.0, tag);
        broker.hset(UNACKED, tag, message.get().taken());
        var seconds = LEAST_SECONDS + random.nextInt(MOST_SECONDS - LEAST_SECONDS + 1);
        held.add(new Held(tag, Instant.now().plusSeconds(seconds)));
        return true;
      }
    }
    return false;
  }
}
