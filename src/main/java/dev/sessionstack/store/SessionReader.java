package dev.sessionstack.store;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Reads what keys hold. A value is looked at where it arrives, out of the buffer of the connection,
 * and not kept; and there is no future for each of a million answers. All answers come on the one
 * thread of the connection, so plain fields will do.
 *
 * @see <a href="https://redis.io/docs/latest/commands/getrange/">GETRANGE</a>
 * @see <a href="https://redis.io/docs/latest/commands/pttl/">PTTL</a>
 */
final class SessionReader {

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Consumer<SessionLook> found;
  private final byte[] buffer = new byte[SessionLook.MOST_BYTES];
  private Optional<String> refusal = Optional.empty();
  private int unsized;

  /**
   * @param found is told of each key when all of it is known; on an event loop
   */
  SessionReader(StatefulRedisConnection<byte[], byte[]> connection, Consumer<SessionLook> found) {
    this.connection = connection;
    this.found = found;
  }

  /** What to send for some keys. */
  List<RedisCommand<byte[], byte[], ?>> commands(List<SessionLook> looks) {
    var commands = new ArrayList<RedisCommand<byte[], byte[], ?>>(2 * looks.size() + 1);
    for (var look : looks) {
      commands.add(
          new Command<>(
              CommandType.GETRANGE,
              new Answer(look, value -> look.value(value, buffer), none -> {}),
              key(look).add(0).add(SessionLook.MOST_BYTES - 1)));
      commands.add(
          new Command<>(
              CommandType.PTTL,
              new Answer(look, none -> {}, millis -> hasTtl(look, millis)),
              key(look)));
    }
    return commands;
  }

  /** Whether the size of a value that was cut is still to come. */
  boolean isWaiting() {
    return unsized > 0;
  }

  /** Throws what the server refused with, if it did. */
  void check() {
    if (refusal.isPresent()) {
      throw new RedisCommandExecutionException(refusal.get());
    }
  }

  private void hasTtl(SessionLook look, long millis) {
    look.ttl(millis);
    if (look.isGone() || !look.isCut()) {
      found.accept(look);
      return;
    }
    unsized++;
    connection.dispatch(
        new Command<>(
            CommandType.STRLEN,
            new Answer(look, none -> {}, size -> hasSize(look, size)),
            key(look)));
  }

  private void hasSize(SessionLook look, long bytes) {
    unsized--;
    look.size(bytes);
    found.accept(look);
  }

  private static CommandArgs<byte[], byte[]> key(SessionLook look) {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(look.key());
  }

  private final class Answer extends CommandOutput<byte[], byte[], Void> {
    private final SessionLook look;
    private final Consumer<ByteBuffer> value;
    private final LongConsumer number;

    Answer(SessionLook look, Consumer<ByteBuffer> value, LongConsumer number) {
      super(ByteArrayCodec.INSTANCE, null);
      this.look = look;
      this.value = value;
      this.number = number;
    }

    @Override
    public void set(ByteBuffer bytes) {
      value.accept(bytes);
    }

    @Override
    public void set(long integer) {
      number.accept(integer);
    }

    /** That a key holds no string is worth knowing; any other refusal is the end. */
    @Override
    public void setError(ByteBuffer error) {
      super.setError(error);
      if (getError().startsWith("WRONGTYPE")) {
        look.noString();
      } else {
        refusal = Optional.of(getError());
      }
    }
  }
}
