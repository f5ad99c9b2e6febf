package dev.sessionstack.store;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real redis-server with sessions in it. */
final class SessionServer extends StoreConsole {

  static final String PASSWORD = "s3cret";

  private final RedisServer server;

  SessionServer(Path folder) {
    this(folder, Broker.freePort());
  }

  SessionServer(Path folder, int port) {
    this(
        RedisServer.start(
            RedisBinary.find(), "127.0.0.1", port, folder, "requirepass " + PASSWORD));
  }

  private SessionServer(RedisServer server) {
    super(server, PASSWORD);
    this.server = server;
  }

  RedisServer server() {
    return server;
  }

  /** A session with a TTL. */
  void session(String key, String user, long seconds) {
    redis().setex(key, 600, record(user, seconds));
  }

  /** A session that would stay for ever. */
  void sessionWithoutTtl(String key, String user, long seconds) {
    redis().set(key, record(user, seconds));
  }

  /** Many sessions at once. */
  void crowd(String prefix, int sessions, String user) {
    for (var i = 0; i < sessions; i += 500) {
      var first = i;
      redis()
          .mset(
              IntStream.range(0, 500)
                  .boxed()
                  .collect(Collectors.toMap(n -> prefix + (first + n), n -> record(user, 600))));
    }
  }

  /** Removes those again. */
  void scatter(String prefix, int sessions) {
    for (var i = 0; i < sessions; i += 500) {
      var first = i;
      redis()
          .unlink(
              IntStream.range(0, 500).mapToObj(n -> prefix + (first + n)).toArray(String[]::new));
    }
  }

  /** A session as the app writes it, that ends in so many seconds. */
  static String record(String user, double seconds) {
    var expireAt = Instant.now().toEpochMilli() / 1000.0 + seconds;
    return "{\"data\": {}, \"username\": \"" + user + "\", \"expire_at\": " + expireAt + "}";
  }

  /** Connections of an operator. */
  long connections() {
    return redis()
        .clientList()
        .lines()
        .filter(line -> line.contains("name=sessionstack-operator"))
        .count();
  }

  /** What the server was asked. */
  Set<String> commands() {
    return redis()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .map(line -> line.replaceAll("cmdstat_([^:]+):.*", "$1"))
        .collect(Collectors.toSet());
  }

  StoreConnection connection() {
    return connection(Optional.empty(), PASSWORD);
  }

  StoreConnection connection(Optional<String> user, String password) {
    return connection(server.port(), user, Optional.of(password));
  }

  static StoreConnection connection(int port, Optional<String> user, Optional<String> password) {
    return new StoreConnection(
        "127.0.0.1", port, 0, user, password.map(Sensitive::new), Optional.empty());
  }

  @Override
  public void close() {
    super.close();
    server.close();
  }
}
