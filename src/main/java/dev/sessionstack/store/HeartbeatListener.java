package dev.sessionstack.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens for a while, again and again, to the heartbeats of the Celery workers of one broker:
 * events that each sends every two seconds, unless it is started with {@code --without-heartbeat}.
 * Over Redis they are published and never stored. A worker that does a task within its main process
 * ({@code --pool=solo}) sends none meanwhile.
 *
 * @see <a href="https://github.com/celery/celery/blob/v5.7.0/celery/worker/heartbeat.py">celery's
 *     source: {@code Heart}</a>
 */
final class HeartbeatListener {

  /** How long to listen: two heartbeats, and what a busy worker may be late. */
  static final Duration WINDOW = Duration.ofSeconds(5);

  /** Messages that are heard; more than the instances of a pool send in that time. */
  private static final int MOST = 5000;

  /** One has about 800 bytes. Who publishes much at once is cut off by the server itself. */
  private static final int LONGEST = 64 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final StoreClients clients;
  private final Clock clock;
  private final Duration window;
  private final HeartbeatTarget target;
  private volatile HeartbeatMemory memory = HeartbeatMemory.NONE;

  HeartbeatListener(StoreClients clients, Clock clock, Duration window, HeartbeatTarget target) {
    this.clients = clients;
    this.clock = clock;
    this.window = window;
    this.target = target;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<HeartbeatReport> ask() {
    var broker = target.broker();
    Set<String> heard = ConcurrentHashMap.newKeySet();
    var messages = new AtomicInteger();
    return clients.listen(
        broker,
        Kombu.heartbeats(broker.database()),
        window,
        message -> {
          host(message).ifPresent(heard::add);
          return messages.incrementAndGet() < MOST;
        },
        () -> {
          var now = clock.instant();
          memory = memory.with(heard, now);
          return memory.report(now);
        },
        failure -> new HeartbeatReport.Deaf());
  }

  /**
   * The host of the worker that a heartbeat comes from. Its name is in the headers, {@code
   * <name>@<host>}; the event itself is not looked at.
   */
  static Optional<String> host(byte[] message) {
    if (message.length > LONGEST) {
      return Optional.empty();
    }
    try (var json = JSON.createParser(message)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (var field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.START_OBJECT && field.equals("headers")) {
          continue; // its fields come next
        }
        if (field.equals("hostname") && json.currentToken() == JsonToken.VALUE_STRING) {
          var name = json.getText();
          return Optional.of(name.substring(name.indexOf('@') + 1));
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
