package dev.sessionstack.store;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks at the message of each list that is taken next: kombu sends with LPUSH and takes with
 * BRPOP, so it is the last one, and it stays the same until somebody takes it.
 *
 * <p>A message may be as big as its task's arguments, and there is no command for a part of an
 * entry of a list. So a script tells it from others where it is: a digest of its first and its last
 * 4 KiB, of which the delivery tag is a part, drawn at random for each message. EVAL rather than
 * EVAL_RO, which Redis 6.2 does not have; it reads one entry and writes nothing.
 *
 * <p>Celery's messages do not say when they were sent. Where an app sets AMQP's property {@code
 * timestamp}, the end of the message has it: kombu writes {@code properties} last, and a quote
 * within a text is escaped, so no argument of a task can pass for it.
 *
 * @see <a href="https://github.com/celery/kombu/blob/v5.7.0/kombu/transport/redis.py">kombu's
 *     source: {@code _put}, {@code _brpop_start}</a>
 * @see <a href="https://redis.io/docs/latest/develop/programmability/lua-api/">Redis' Lua API</a>
 * @see <a href="https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf">AMQP 0-9-1: basic,
 *     timestamp</a>
 */
final class Heads {

  private static final String SCRIPT =
      """
      local message = redis.call('LINDEX', KEYS[1], -1)
      if not message then return false end
      local tail = string.sub(message, -4096)
      local sent = string.match(tail, '"properties".*"timestamp": ?(%d+)')
      if #message > 8192 then message = string.sub(message, 1, 4096) .. tail end
      return redis.sha1hex(message) .. ' ' .. (sent or '')
      """;

  /**
   * The head of each list that is not empty; absent where it may not be looked at. Then no ages are
   * known, and the rest is.
   */
  static CompletionStage<Optional<Map<String, Head>>> read(
      RedisAsyncCommands<byte[], byte[]> redis, Collection<String> lists) {
    var names = List.copyOf(lists);
    var answers =
        names.stream()
            .map(list -> redis.<byte[]>eval(SCRIPT, ScriptOutputType.VALUE, Kombu.bytes(list)))
            .map(CompletionStage::toCompletableFuture)
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                return Optional.empty();
              }
              var heads = new HashMap<String, Head>();
              for (var i = 0; i < names.size(); i++) {
                var list = names.get(i);
                Optional.ofNullable(answers.get(i).join())
                    .flatMap(Head::of)
                    .ifPresent(head -> heads.put(list, head));
              }
              return Optional.of(heads);
            });
  }

  private Heads() {}
}
