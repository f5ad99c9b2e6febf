package dev.sessionstack.store;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A real redis-server with what Celery leaves in one; src/test/resources/kombu says how. */
final class Broker implements AutoCloseable {

  static final String SEP = "\u0006\u0016";
  static final String PASSWORD = "s3cret";
  static final int DATABASE = 1;

  /** An entry of {@code unacked}, as Celery wrote it but for the exchange and the routing key. */
  static final String SAMPLE = sample();

  private final RedisServer server;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private int taken;

  Broker(Path folder, int port) {
    this(RedisBinary.find(), folder, port);
  }

  Broker(RedisBinary binary, Path folder, int port) {
    server = RedisServer.start(binary, "127.0.0.1", port, folder, "requirepass " + PASSWORD);
    client =
        RedisClient.create(
            RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withDatabase(DATABASE)
                .withPassword(PASSWORD.toCharArray())
                .build());
    redis = client.connect().sync();
    redis.sadd("_kombu.binding.celery", binding("celery", "", "celery"));
    redis.sadd("_kombu.binding.media", binding("img.resize", "", "images"));
    redis.sadd("_kombu.binding.tops", binding("t.#", "^t\\..*?$", "topical"));
  }

  RedisServer server() {
    return server;
  }

  RedisCommands<String, String> redis() {
    return redis;
  }

  /** Messages that wait. */
  void ready(String list, int messages) {
    for (var i = 0; i < messages; i++) {
      redis.lpush(list, SAMPLE);
    }
  }

  /** Messages that a worker took. */
  void taken(String exchange, String routingKey, int messages) {
    taken(SAMPLE, exchange, routingKey, messages);
  }

  void taken(String message, String exchange, String routingKey, int messages) {
    var value = message.replace("EXCHANGE", exchange).replace("ROUTING_KEY", routingKey);
    for (var i = 0; i < messages; i++) {
      var tag = "%08x-53e9-4cbe-a4d6-3faed3d8611a".formatted(taken);
      redis.zadd("unacked_index", 1795532424.8845775 + taken++, tag);
      redis.hset("unacked", tag, value);
    }
  }

  static String binding(String routingKey, String pattern, String queue) {
    return routingKey + SEP + pattern + SEP + queue;
  }

  /** How often the server was asked something. */
  long calls(String command) {
    return redis
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1")))
        .sum();
  }

  /** Bytes that it answered. */
  long sent() {
    return figure("stats", "total_net_output_bytes");
  }

  /** Changes of its data. */
  long changes() {
    return figure("persistence", "rdb_changes_since_last_save");
  }

  private long figure(String section, String name) {
    return redis
        .info(section)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  StoreConnection connection() {
    return connection(server.port(), Optional.empty(), PASSWORD);
  }

  static StoreConnection connection(int port, Optional<String> user, String password) {
    return new StoreConnection(
        "127.0.0.1", port, DATABASE, user, Optional.of(new Sensitive(password)), Optional.empty());
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sample() {
    try (var in = Broker.class.getResourceAsStream("/kombu/unacked.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown();
    server.close();
  }
}
