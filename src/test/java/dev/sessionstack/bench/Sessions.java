package dev.sessionstack.bench;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;

/**
 * The sessions that fill a store. Two belong to one user, and none ends before the benchmark does.
 *
 * @param count how many
 * @param bytes length of each record
 */
record Sessions(int count, int bytes) {

  static final String PREFIX = "session:";

  /** Commands that are sent before the answers are waited for. */
  private static final int BATCH = 5_000;

  private static final int LEAST_SECONDS = 4 * 3600;

  byte[] key(int number) {
    var random = new SplittableRandom(number);
    return "%s%016x%016x"
        .formatted(PREFIX, random.nextLong(), random.nextLong())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The seconds that a session has. */
  int ttl(int number) {
    return LEAST_SECONDS + number % 3600;
  }

  /** A record as an app in Python would write it, with what a shop would keep in it. */
  byte[] record(int number) {
    var expireAt = Instant.now().toEpochMilli() / 1000.0 + ttl(number);
    var head =
        "{\"data\": {\"theme\": \"dark\", \"locale\": \"en-GB\", \"visits\": %d, \"cart\": [{\"sku\": \"A-%d\", \"count\": 2}], \"history\": ["
            .formatted(number % 97, number);
    var tail =
        "\"/\"]}, \"username\": \"user-%d@example.com\", \"expire_at\": %.3f}"
            .formatted(number / 2, expireAt);
    var page = "\"/catalogue/garden/%08x/details\", ".formatted(number);
    var text = new StringBuilder(bytes).append(head);
    while (text.length() + page.length() + tail.length() <= bytes) {
      text.append(page);
    }
    var gap = Math.max(0, bytes - text.length() - tail.length());
    return text.append(tail.replaceFirst("/", "/" + "x".repeat(gap)))
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the sessions from one number to another into a store. */
  void fill(int port, int from, int to) {
    var client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
      connection.setAutoFlushCommands(false);
      for (var start = from; start < to; start += BATCH) {
        var answers = new ArrayList<RedisFuture<String>>(BATCH);
        for (var i = start; i < Math.min(to, start + BATCH); i++) {
          answers.add(connection.async().setex(key(i), ttl(i), record(i)));
        }
        connection.flushCommands();
        LettuceFutures.awaitAll(Duration.ofMinutes(1), answers.toArray(RedisFuture[]::new));
      }
    } finally {
      client.shutdown();
    }
  }
}
