package dev.sessionstack.store;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Goes through the sessions in a store over one connection, a page of keys at a time: the next page
 * is asked for together with the values of the last, so that neither side waits for the other.
 * There are never more than two pages on their way.
 *
 * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
 */
final class SessionScan {

  /** Where the first page is. */
  static final String START = "0";

  /** For a page with its values. A healthy store answers in milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final SessionKeys keys;
  private final Pace pace;
  private final SessionTally tally;
  private final Visitor visitor;
  private final SessionReader reader;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile String safe;
  private String asked;
  private int pageKeys;

  /** Who goes along. */
  interface Visitor {

    /** Is told of each key; on an event loop, so it must not block. */
    void found(SessionLook look);

    /** Whether there is no time for a next page. */
    boolean isOver();

    /** What the next page has to wait for. */
    CompletionStage<Void> ready();
  }

  /**
   * @param cursor where to begin
   */
  SessionScan(
      StatefulRedisConnection<byte[], byte[]> connection,
      SessionKeys keys,
      Pace pace,
      SessionTally tally,
      Visitor visitor,
      String cursor) {
    this.connection = connection;
    this.keys = keys;
    this.pace = pace;
    this.tally = tally;
    this.visitor = visitor;
    this.reader = new SessionReader(connection, visitor::found);
    this.safe = cursor;
    this.asked = cursor;
  }

  /** Completes when all is read, or when it is over; fails as the connection does. */
  CompletableFuture<Void> read() {
    ask(asked, List.of());
    return end;
  }

  /** Where another scan may go on, on the same server: all before it is read to the end. */
  String cursor() {
    return safe;
  }

  private void ask(String cursor, List<SessionLook> page) {
    pageKeys = pace.keys(tally.averageBytes());
    var scan =
        new AsyncCommand<byte[], byte[], KeyScanCursor<byte[]>>(
            new Command<>(
                CommandType.SCAN,
                new KeyScanOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE)
                    .add(cursor)
                    .add("MATCH")
                    .add(keys.pattern())
                    .add("COUNT")
                    .add(pageKeys)));
    var commands = reader.commands(page);
    commands.add(0, scan);
    connection.dispatch(commands);
    scan.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(next -> arrived(cursor, next))
        .exceptionally(this::failed);
  }

  private void arrived(String cursor, KeyScanCursor<byte[]> next) {
    reader.check();
    if (!reader.isWaiting()) {
      safe = asked; // the values of the pages before that one came before this answer
    }
    asked = cursor;
    var page = looks(next.getKeys());
    visitor
        .ready()
        .thenRun(
            () -> {
              if (next.isFinished() || visitor.isOver()) {
                finish(page);
              } else {
                later(() -> ask(next.getCursor(), page));
              }
            })
        .exceptionally(this::failed);
  }

  /** What is answered after the last value, is the end. */
  private void finish(List<SessionLook> page) {
    var ping =
        new AsyncCommand<byte[], byte[], String>(
            new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
    var commands = reader.commands(page);
    commands.add(ping);
    connection.dispatch(commands);
    ping.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            pong -> {
              reader.check();
              if (reader.isWaiting()) {
                finish(List.of());
              } else {
                end.complete(null);
              }
            })
        .exceptionally(this::failed);
  }

  private Void failed(Throwable fault) {
    end.completeExceptionally(fault);
    return null;
  }

  private List<SessionLook> looks(List<byte[]> page) {
    var looks = new ArrayList<SessionLook>(page.size());
    for (var key : page) {
      var hash = SessionTally.hash(key);
      if (keys.contains(key) && !tally.knows(hash)) {
        looks.add(new SessionLook(key, hash));
      }
    }
    return looks;
  }

  private void later(Runnable next) {
    var pause = pace.pause(pageKeys);
    if (pause == 0) {
      next.run();
    } else {
      CompletableFuture.runAsync(
              next,
              CompletableFuture.delayedExecutor(
                  pause, TimeUnit.NANOSECONDS, connection.getResources().eventExecutorGroup()))
          .exceptionally(this::failed);
    }
  }
}
