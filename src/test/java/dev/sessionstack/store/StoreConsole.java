package dev.sessionstack.store;

import dev.sessionstack.sandbox.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Somebody who may do everything at a server. */
class StoreConsole implements AutoCloseable {

  private final RedisClient client;
  private final RedisCommands<String, String> redis;

  /** In database 0. */
  StoreConsole(RedisServer server, String password) {
    this(server, password, 0);
  }

  StoreConsole(RedisServer server, String password, int database) {
    this(
        RedisURI.builder()
            .withHost(server.host())
            .withPort(server.port())
            .withDatabase(database)
            .withPassword(password.toCharArray())
            .build());
  }

  StoreConsole(RedisURI uri) {
    client = RedisClient.create(uri);
    redis = client.connect().sync();
  }

  final RedisCommands<String, String> redis() {
    return redis;
  }

  /** A session that ends in so many seconds, in a key that is there for ten minutes. */
  void session(String id, long seconds) {
    var expireAt = Instant.now().plusSeconds(seconds).toEpochMilli() / 1000.0;
    var json = "{\"data\": {}, \"username\": \"ada\", \"expire_at\": " + expireAt + "}";
    redis.set("session:" + id, json, SetArgs.Builder.ex(600));
  }

  /** How often the server was asked something. */
  final long calls(String command) {
    return redis
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1")))
        .sum();
  }

  /** Changes of its data. */
  final long changes() {
    return figure("persistence", "rdb_changes_since_last_save");
  }

  /** A number that INFO tells. */
  final long figure(String section, String name) {
    return redis
        .info(section)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** A user {@code app} who may do everything but one thing. */
  final void appMayNot(String password, CommandType command) {
    redis.aclSetuser("app", everything(password).removeCommand(command));
  }

  /** The rights of one who may do everything. */
  static AclSetuserArgs everything(String password) {
    return AclSetuserArgs.Builder.on().reset().on().addPassword(password).allKeys().allCommands();
  }

  /** ACL SETUSER with these words. */
  void user(List<String> words) {
    var arguments = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
    words.forEach(arguments::add);
    redis.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
  }

  /** What users tried to do and were not permitted to. */
  List<String> denied() {
    return redis.aclLog().stream()
        .map(entry -> Objects.toString(entry.get("object")))
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
