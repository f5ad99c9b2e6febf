package dev.sessionstack.flow;

import dev.sessionstack.sandbox.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A connection to a Redis for a test, which plants in it what an app would write. */
public record RedisConsole(RedisClient client, RedisCommands<String, String> redis)
    implements AutoCloseable {

  private static final Pattern COMMAND = Pattern.compile("cmdstat_([^:|]+)");

  /** Connects; an empty password is none. */
  public static RedisConsole of(RedisServer server, String password) {
    var uri = RedisURI.builder().withHost(server.host()).withPort(server.port());
    if (!password.isEmpty()) {
      uri.withPassword(password.toCharArray());
    }
    var client = RedisClient.create(uri.build());
    return new RedisConsole(client, client.connect().sync());
  }

  /** A session as docs/contract.md has it, in seconds from now. */
  public void session(String id, String user, Duration left, boolean withTtl) {
    var expireAt = Instant.now().plus(left).toEpochMilli() / 1000.0;
    var json = "{\"data\": {}, \"username\": \"%s\", \"expire_at\": %s}".formatted(user, expireAt);
    redis.set("session:" + id, json, withTtl ? SetArgs.Builder.ex(3600) : new SetArgs());
  }

  /** Forgets which commands there were so far. */
  public void forgetCommands() {
    redis.configResetstat();
  }

  /** The commands that the server was sent, by anybody. */
  public Set<String> commands() {
    var commands = new TreeSet<String>();
    COMMAND.matcher(redis.info("commandstats")).results().forEach(m -> commands.add(m.group(1)));
    return commands;
  }

  /** How often the server was sent a command; since Redis 7 also {@code config|set} and alike. */
  public int calls(String command) {
    return Pattern.compile("cmdstat_" + Pattern.quote(command) + ":calls=(\\d+)")
        .matcher(redis.info("commandstats"))
        .results()
        .mapToInt(m -> Integer.parseInt(m.group(1)))
        .sum();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
