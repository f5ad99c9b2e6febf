package dev.sessionstack.store;

import dev.sessionstack.sandbox.RedisServer;
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

/** Somebody who may do everything at a server, in database 0. */
final class StoreConsole implements AutoCloseable {

  private final RedisClient client;
  private final RedisCommands<String, String> redis;

  StoreConsole(RedisServer server, String password) {
    client =
        RedisClient.create(
            RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withPassword(password.toCharArray())
                .build());
    redis = client.connect().sync();
  }

  RedisCommands<String, String> redis() {
    return redis;
  }

  /** A session that ends in so many seconds, in a key that is there for ten minutes. */
  void session(String id, long seconds) {
    var expireAt = Instant.now().plusSeconds(seconds).toEpochMilli() / 1000.0;
    var json = "{\"data\": {}, \"username\": \"ada\", \"expire_at\": " + expireAt + "}";
    redis.set("session:" + id, json, SetArgs.Builder.ex(600));
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
