package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.sandbox.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that accept and never answer, more of them than any pool has threads (R7). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class HangingStoresTest extends Flow {

  private static final Logger LOG = Logger.getLogger(HangingStoresTest.class);
  private static final String HOST = "127.0.0.1";
  private static final List<String> WELL = names("well", 200);
  private static final List<String> HANGING = names("hanging", 50);

  @TempDir Path folder;

  @Test
  void fiftyThatHangHoldUpNoneOfTwoHundredOthers() throws IOException {
    try (var redis = start();
        var console = RedisConsole.of(redis, "");
        var silent = new ServerSocket(0, 1000, InetAddress.getByName(HOST))) {
      WELL.forEach(name -> site.apply(stack(name, redis.port())));
      WELL.forEach(site::awaitReady);
      var alone = edits("app:2");

      HANGING.forEach(name -> site.apply(stack(name, silent.getLocalPort())));
      HANGING.forEach(name -> site.awaitAmong(name, "StoreReady=False Unreachable"));
      var beside = edits("app:3");

      console.forgetCommands();
      Site.patience().until(() -> console.calls("ping") >= 2 * WELL.size());
      assertThat(WELL)
          .allSatisfy(
              name -> assertThat(site.conditions(name)).contains("StoreReady=True Serving"));
      assertThat(HANGING)
          .allSatisfy(
              name -> assertThat(site.conditions(name)).contains("StoreReady=False Unreachable"));
      LOG.infof("200 stacks alone, from edit to applied: %s", percentiles(alone));
      LOG.infof("200 stacks beside 50 that hang: %s", percentiles(beside));
    }
  }

  /** From the edit of each stack until what it asks for is there. */
  private List<Duration> edits(String image) {
    var times = new ArrayList<Duration>();
    for (var name : WELL) {
      var start = System.nanoTime();
      site.patchSpec(name, "{\"ui\": {\"image\": \"%s\"}}".formatted(image));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> site.image(name + "-ui").equals(image));
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    return times;
  }

  private static String percentiles(List<Duration> times) {
    var sorted = times.stream().sorted().toList();
    return "p50 %d ms, p99 %d ms"
        .formatted(
            sorted.get(sorted.size() / 2).toMillis(),
            sorted.get(sorted.size() * 99 / 100).toMillis());
  }

  private RedisServer start() throws IOException {
    try (var socket = new ServerSocket(0)) {
      var port = socket.getLocalPort();
      socket.close();
      return RedisServer.start(cluster.kubelet().binary(), HOST, port, folder, "save \"\"");
    }
  }

  private static List<String> names(String name, int number) {
    return IntStream.range(0, number).mapToObj(i -> name + "-" + i).toList();
  }

  private static String stack(String name, int port) {
    return """
    apiVersion: sessionstack.dev/v1alpha1
    kind: SessionStack
    metadata: {name: %s}
    spec:
      ui: {image: "app:1"}
      store:
        external: {host: %s, port: %d}
        health: {interval: 2s}
    """
        .formatted(name, HOST, port);
  }
}
