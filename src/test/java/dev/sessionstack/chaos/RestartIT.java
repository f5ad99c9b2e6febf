package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The packaged operator finds many stacks as it left them. With {@code -Dscale=1000} there are a
 * thousand, which takes minutes.
 */
class RestartIT {

  private static final int STACKS = Integer.getInteger("scale", 100);
  private static final Duration PATIENCE = Duration.ofSeconds(60 + STACKS);

  private static final Pattern PASSES =
      Pattern.compile(
          "(?m)^reconciliations_success_total\\{[^}]*controller_name=\"sessionstack\"[^}]*} (\\S+)$");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void r14_r24_restart_with_many_stacks_writes_nothing() throws Exception {
    var folder = Files.createDirectories(Path.of("target", "chaos", "restart"));
    try (var town = new Town(folder, new Weather(1, Set.of()))) {
      var begun = Instant.now();
      IntStream.range(0, STACKS).forEach(number -> town.client.resource(stack(number)).create());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  town
                      .client
                      .resources(SessionStack.class)
                      .inNamespace(Town.NAMESPACE)
                      .list()
                      .getItems()
                      .stream()
                      .allMatch(RestartIT::isReady));
      awaitRest(town);
      say("%d stacks are there after %d s, by %d writes", begun, town.proxy.writes());

      town.operator.kill();
      var writes = town.proxy.writes();
      begun = Instant.now();
      town.operator.start();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> passes(town) >= STACKS);
      awaitRest(town);
      say(
          "%d stacks are known again after %d s, by %d writes",
          begun, town.proxy.writes() - writes);

      assertThat(town.proxy.writes()).isEqualTo(writes);
    }
  }

  private static void say(String text, Instant begun, long writes) {
    System.out.printf(
        text + "%n", STACKS, Duration.between(begun, Instant.now()).toSeconds(), writes);
  }

  /** Each of its own server would be too many: these have their sessions in the UI. */
  private static SessionStack stack(int number) {
    return Serialization.unmarshal(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: stack-%d, namespace: %s}
        spec:
          ui: {image: 'shop:1'}
          store: {memory: {}}
          backend: {image: 'api:1'}
        """
            .formatted(number, Town.NAMESPACE),
        SessionStack.class);
  }

  private static boolean isReady(SessionStack stack) {
    return stack.getStatus() != null
        && stack.getStatus().conditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Three seconds without a reconciliation, so that nothing is left to be written. */
  private void awaitRest(Town town) {
    var last = new double[] {-1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              var before = last[0];
              last[0] = passes(town);
              return before == last[0];
            });
  }

  private double passes(Town town) {
    try {
      var request = HttpRequest.newBuilder(URI.create(town.operator.url() + "/q/metrics")).build();
      var page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      var found = PASSES.matcher(page);
      return found.find() ? Double.parseDouble(found.group(1)) : 0;
    } catch (IOException e) {
      return 0; // it does not listen yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
