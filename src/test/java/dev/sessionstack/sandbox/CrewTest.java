package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The puppet of workers, on a real redis-server. */
class CrewTest {
  private static final String HOST = "127.0.0.1";
  private static final List<String> QUEUES = List.of("reports", "celery");

  @TempDir Path folder;
  private final Crew crew = new Crew();
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> broker;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server = RedisServer.start(RedisBinary.find(), HOST, port, folder);
    client = RedisClient.create(RedisURI.create(HOST, port));
    broker = client.connect().sync();
    for (int i = 0; i < 3; i++) {
      broker.lpush("celery", TaskMessage.to("celery").json());
    }
  }

  @AfterEach
  void end() {
    client.shutdown();
    server.close();
  }

  @Test
  void takesAsManyAsItHasHandsFor() {
    crew.work(broker, QUEUES, 2);

    assertThat(broker.llen("celery")).isEqualTo(1);
    assertThat(broker.zcard("unacked_index")).isEqualTo(2);
    assertThat(broker.hvals("unacked"))
        .hasSize(2)
        .allMatch(message -> message.endsWith(", \"\", \"celery\"]"));
  }

  @Test
  void takesNothingWithoutHandsAndFinishesWhatItHas() {
    crew.work(broker, QUEUES, 1);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              crew.work(broker, QUEUES, 0);
              assertThat(crew.busy()).isZero();
            });
    assertThat(broker.exists("unacked", "unacked_index")).isZero();
    assertThat(broker.llen("celery")).isEqualTo(2);
  }
}
