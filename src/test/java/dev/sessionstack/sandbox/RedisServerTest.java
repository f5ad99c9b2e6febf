package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
  private static final String HOST = "127.0.0.1";
  private static RedisBinary binary;
  @TempDir Path folder;

  @BeforeAll
  static void find() {
    binary = RedisBinary.find();
  }

  @Test
  void keepsItsDataAndEnds() throws Exception {
    var port = freePort();
    var config = new String[] {"requirepass secret", "appendonly yes", "appendfsync always"};
    long pid;
    try (var server = RedisServer.start(binary, HOST, port, folder, config)) {
      assertThat(ask(port, redis -> redis.set("a", "1"))).isEqualTo("OK");
      server.pause();
      server.resume();
      server.kill();
      assertThat(server.alive()).isFalse();
    }
    try (var server = RedisServer.start(binary, HOST, port, folder, config)) {
      assertThat(ask(port, redis -> redis.get("a"))).isEqualTo("1");
      pid = server.pid();
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    var port = freePort();

    assertThatThrownBy(() -> RedisServer.start(binary, HOST, port, folder, "nonsense yes"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not start");
  }

  private static String ask(int port, Function<RedisCommands<String, String>, String> question) {
    var uri = RedisURI.builder().withHost(HOST).withPort(port).withPassword("secret".toCharArray());
    var client = RedisClient.create(uri.build());
    try (var connection = client.connect()) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
