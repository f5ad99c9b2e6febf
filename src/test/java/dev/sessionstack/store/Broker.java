package dev.sessionstack.store;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A real redis-server with what Celery leaves in one; src/test/resources/kombu says how. */
final class Broker extends StoreConsole {

  static final String SEP = "\u0006\u0016";
  static final String PASSWORD = "s3cret";
  static final int DATABASE = 1;

  /** An entry of {@code unacked}, as Celery wrote it but for the exchange and the routing key. */
  static final String SAMPLE = sample();

  private final RedisServer server;
  private int taken;

  Broker(Path folder, int port) {
    this(RedisBinary.find(), folder, port);
  }

  Broker(RedisBinary binary, Path folder, int port) {
    this(RedisServer.start(binary, "127.0.0.1", port, folder, "requirepass " + PASSWORD));
  }

  private Broker(RedisServer server) {
    super(server, PASSWORD, DATABASE);
    this.server = server;
    redis().sadd("_kombu.binding.celery", binding("celery", "", "celery"));
    redis().sadd("_kombu.binding.media", binding("img.resize", "", "images"));
    redis().sadd("_kombu.binding.tops", binding("t.#", "^t\\..*?$", "topical"));
  }

  RedisServer server() {
    return server;
  }

  /** Messages that wait. */
  void ready(String list, int messages) {
    for (var i = 0; i < messages; i++) {
      redis().lpush(list, SAMPLE);
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
      redis().zadd("unacked_index", 1795532424.8845775 + taken++, tag);
      redis().hset("unacked", tag, value);
    }
  }

  static String binding(String routingKey, String pattern, String queue) {
    return routingKey + SEP + pattern + SEP + queue;
  }

  /** Bytes that it answered. */
  long sent() {
    return figure("stats", "total_net_output_bytes");
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
    super.close();
    server.close();
  }
}
