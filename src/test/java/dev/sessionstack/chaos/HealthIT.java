package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the packaged operator says of its health when the API server fails it. */
class HealthIT {

  private static final String LIVE = "/q/health/live";
  private static final String READY = "/q/health/ready";

  private final HttpClient http = HttpClient.newHttpClient();
  private Town town;

  @BeforeEach
  void start() throws IOException {
    var folder = Files.createDirectories(Path.of("target", "chaos", "health"));
    Files.deleteIfExists(folder.resolve("operator.log"));
    town = new Town(folder, new Weather(1, Set.of()));
  }

  @AfterEach
  void close() {
    town.close();
  }

  @Test
  void lost_watch_makes_it_unready_until_it_is_back_and_the_rest_goes_on() {
    becomes(READY, 200);

    town.proxy.forbid(path -> path.contains("/poddisruptionbudgets"));
    becomes(READY, 503);

    assertThat(answer(READY).body()).contains("sessionstack/", "lost since");
    assertThat(code(LIVE)).isEqualTo(200);
    town.client.resource(Specs.stack(0)).create();
    patience().until(() -> town.stack(Specs.name(0)).get().getStatus() != null);

    town.proxy.forbid(path -> false);
    becomes(READY, 200);
    assertThat(code(LIVE)).isEqualTo(200);
  }

  @Test
  void secret_of_a_user_that_cannot_be_watched_makes_it_unready() {
    becomes(READY, 200);
    var stack = Specs.stack(0);
    town.client.resource(stack).create();
    town.stack(Specs.name(0))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"session\": {\"secretRef\": {\"name\": \"absent\"}}}}");
    patience().until(() -> town.conditions().toString().contains("SecretMissing"));

    town.proxy.forbid(path -> path.endsWith("/secrets"));
    becomes(READY, 503);

    assertThat(answer(READY).body()).contains("sessionstack/referenced-objects/Secret");

    town.proxy.forbid(path -> false);
    becomes(READY, 200);
  }

  @Test
  void api_server_that_is_away_makes_it_unready_and_not_dead_and_is_followed_again() {
    becomes(READY, 200);

    town.proxy.down(true);
    becomes(READY, 503);
    assertThat(code(LIVE)).isEqualTo(200);
    town.client.resource(Specs.stack(0)).create();

    town.proxy.down(false);
    becomes(READY, 200);
    patience().until(() -> town.stack(Specs.name(0)).get().getStatus() != null);
    assertThat(town.operator.exitCode()).isEmpty();
  }

  @Test
  void api_server_that_is_not_there_yet_is_waited_for() {
    town.operator.kill();
    town.proxy.down(true);
    town.operator.start();
    becomes(LIVE, 200);
    assertThat(code("/q/health/started")).isEqualTo(200);
    assertThat(code(READY)).isEqualTo(503);
    patience().until(() -> log().contains("The API server does not answer, and is asked again"));

    town.proxy.down(false);

    becomes(READY, 200);
    assertThat(town.operator.exitCode()).isEmpty();
  }

  @Test
  void right_that_is_missing_at_the_start_is_named_and_waited_for() {
    town.operator.kill();
    town.proxy.forbid(path -> path.contains("/poddisruptionbudgets"));
    town.client.resource(Specs.stack(0)).create();
    town.operator.start();

    patience().until(() -> log().contains("poddisruptionbudgets"));
    assertThat(code(READY)).isEqualTo(503);
    assertThat(code(LIVE)).isEqualTo(200);
    assertThat(town.stack(Specs.name(0)).get().getStatus()).as("half of what is there").isNull();

    town.proxy.forbid(path -> false);
    becomes(READY, 200);
    patience().until(() -> town.stack(Specs.name(0)).get().getStatus() != null);
    assertThat(town.operator.exitCode()).isEmpty();
  }

  private void becomes(String path, int code) {
    patience().until(() -> code(path) == code);
  }

  /** A watch that is refused is tried again after up to half a minute. */
  private static ConditionFactory patience() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(500));
  }

  private int code(String path) {
    try {
      return answer(path).statusCode();
    } catch (IllegalStateException e) {
      return 0; // it does not listen yet
    }
  }

  private HttpResponse<String> answer(String path) {
    try {
      var request = HttpRequest.newBuilder(URI.create(town.operator.url() + path)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String log() {
    try {
      return Files.readString(town.log);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
