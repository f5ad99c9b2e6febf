package dev.sessionstack.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/**
 * The app's users: GET and SETEX in turn, of sessions drawn at random, so many per second. The rate
 * does not follow the answers: each request has its time, and what a slow answer holds up counts as
 * late from that time on (no "coordinated omission").
 *
 * <p>At each line that it reads it answers with the figures since the line before: requests, and in
 * microseconds the median, the 99th percentile and the longest; then how many have failed.
 *
 * @see <a href="https://github.com/HdrHistogram/HdrHistogram">HdrHistogram</a>, a dependency of
 *     Micrometer's
 */
final class ClientProcess implements Runnable {

  private static final int CONNECTIONS = 10;

  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toMicros(5), 3);
  private final LongAdder failures = new LongAdder();
  private final List<RedisAsyncCommands<byte[], byte[]>> connections = new ArrayList<>();
  private final Sessions sessions;
  private final long pauseNanos;

  private ClientProcess(int port, Sessions sessions, int rate) {
    this.sessions = sessions;
    this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    var client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    for (var i = 0; i < CONNECTIONS; i++) {
      connections.add(client.connect(ByteArrayCodec.INSTANCE).async());
    }
  }

  public static void main(String... arguments) throws IOException {
    Participant.hush();
    var client =
        new ClientProcess(
            Integer.parseInt(arguments[0]),
            new Sessions(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])),
            Integer.parseInt(arguments[3]));
    var load = new Thread(client, "load");
    load.setDaemon(true);
    load.start();
    System.out.println("ready");
    try (var commands = new BufferedReader(new InputStreamReader(System.in))) {
      while (commands.readLine() != null) {
        System.out.println(client.figures());
      }
    }
    System.exit(0);
  }

  @Override
  public void run() {
    var random = new SplittableRandom(1);
    var due = System.nanoTime();
    for (var turn = 0L; ; turn++, due += pauseNanos) {
      for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      request(random.nextInt(sessions.count()), turn, due);
    }
  }

  private void request(int session, long turn, long due) {
    var redis = connections.get((int) (turn / 2 % CONNECTIONS));
    var answer =
        turn % 2 == 0
            ? redis.get(sessions.key(session))
            : redis.setex(sessions.key(session), sessions.ttl(session), sessions.record(session));
    answer.whenComplete(
        (value, failure) -> {
          latencies.recordValue((System.nanoTime() - due) / 1000);
          if (failure != null) {
            failures.increment();
          }
        });
  }

  private String figures() {
    var window = latencies.getIntervalHistogram();
    return "%d %d %d %d %d"
        .formatted(
            window.getTotalCount(),
            window.getValueAtPercentile(50),
            window.getValueAtPercentile(99),
            window.getMaxValue(),
            failures.sum());
  }
}
