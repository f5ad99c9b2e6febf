package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.monitoring.MetricsPage;
import dev.sessionstack.monitoring.Promtool;
import io.fabric8.kubernetes.api.model.Secret;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of stacks that live. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class MetersTest extends Flow {

  /** With all that has figures; nothing answers where its bucket should be. */
  private static final String EVERYTHING =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1", replicas: 2}
        store:
          managed: {resources: {limits: {memory: 128Mi}}}
          health: {interval: 1s, censusInterval: 1s}
        workers:
          - {name: a, app: shop, replicas: 2, queues: [mail]}
        objectStorage:
          bucket: files
          endpoint: http://127.0.0.1:9
          credentialsSecretRef: {name: bucket}
      """;

  private static final Pattern OURS = Pattern.compile("(?m)^(sessionstack_\\w+)[{ ]");

  /**
   * What takes a minute, workers that live, or a Redis from 7.0 on: StackCollectorTest has them.
   */
  private static final Set<String> NOT_ALWAYS =
      Set.of(
          "sessionstack_queue_oldest_ready_timestamp_seconds",
          "sessionstack_queue_oldest_unacked_timestamp_seconds",
          "sessionstack_queue_untouched_timestamp_seconds",
          "sessionstack_worker_heartbeats",
          "sessionstack_store_clients_used_ratio");

  @TestHTTPResource("/q/metrics")
  URI page;

  @Test
  void figuresAreThoseOfTheStackAndGoWithIt() throws Exception {
    site.applySecret("bucket", Map.of("AWS_ACCESS_KEY_ID", "k", "AWS_SECRET_ACCESS_KEY", "s3cret"));
    site.apply(EVERYTHING);
    site.awaitAmong("shop", "StoreReady=True Serving", "WorkersReady=True Serving");
    site.awaitAmong("shop", "ObjectStorageReady=False Unreachable");
    try (var broker = site.broker("shop")) {
      broker.redis().lpush("mail", "1", "2", "3");
    }
    try (var redis = site.console("shop")) {
      redis.session("planted-id-1", "planted-ada", Duration.ofMinutes(10), true);
      redis.session("planted-id-2", "planted-ada", Duration.ofMinutes(10), false);
      redis.session("planted-id-3", "planted-alan", Duration.ofMinutes(-10), true);
      redis.redis().set("session:planted-id-4", "planted no record");
    }

    Site.eventually(
        () ->
            assertThat(series())
                .contains(
                    "sessionstack_sessions{state=active} 2.0",
                    "sessionstack_sessions{state=expired} 1.0",
                    "sessionstack_sessions{state=malformed} 1.0",
                    "sessionstack_session_users{} 1.0",
                    "sessionstack_sessions_without_ttl{} 1.0",
                    "sessionstack_queue_tasks{queue=mail,state=ready} 3.0",
                    "sessionstack_queue_tasks{queue=mail,state=unacked} 0.0",
                    "sessionstack_ui_replicas_ready{} 2.0",
                    "sessionstack_worker_replicas_ready{pool=a} 2.0",
                    "sessionstack_store_up{} 1.0",
                    "sessionstack_bucket_up{} 0.0",
                    "sessionstack_condition{type=UIReady,status=True,reason=Serving} 1.0",
                    "sessionstack_condition{type=ObjectStorageReady,status=False,"
                        + "reason=Unreachable} 1.0"));
    everyMetricIsExplainedAndEveryExplanationHasOne();
    nothingPersonalIsSaid();
    prometheusHasNothingToSayAgainstOurs();

    site.deleteStack("shop");

    Site.eventually(() -> assertThat(series()).isEmpty());
    assertThat(read("text/plain")).contains("sessionstack_stacks ");
  }

  private void everyMetricIsExplainedAndEveryExplanationHasOne() throws Exception {
    var text = read("text/plain");
    var ours = names(OURS, text);
    var all = names(Pattern.compile("(?m)^(\\w+)[{ ]"), text);
    var explained = MetricsPage.metrics();
    assertThat(explained).containsAll(ours);
    explained.removeAll(NOT_ALWAYS);
    assertThat(all).containsAll(explained);
  }

  private void nothingPersonalIsSaid() throws Exception {
    for (var format : List.of("text/plain", "*/*")) {
      var text = read(format);
      assertThat(text).doesNotContain("planted");
      for (var name : site.names(Secret.class)) {
        for (var value : site.secret(name).values()) {
          var secret = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).trim();
          if (secret.length() > 5) {
            assertThat(text).as("a value of Secret " + name).doesNotContain(secret);
          }
        }
      }
    }
  }

  private void prometheusHasNothingToSayAgainstOurs() throws Exception {
    var promtool = Promtool.find();
    if (promtool.isPresent()) { // AlertsTest says it where it is not
      var result = promtool.get().checkMetrics(read("text/plain"));
      assertThat(result.code()).as(result.output()).isIn(0, 3);
      assertThat(result.output().lines()).noneMatch(line -> line.startsWith("sessionstack_"));
    }
  }

  /** The series of the stack on this site, without what tells it from others. */
  private List<String> series() throws Exception {
    var mine = "namespace=\"" + site.namespace() + "\",stack=\"shop\",";
    return read("text/plain")
        .lines()
        .filter(line -> line.contains(mine))
        .map(line -> line.replace(mine, "").replace("\"", "").replace(",}", "}"))
        .toList();
  }

  private String read(String format) throws Exception {
    var request = HttpRequest.newBuilder(page).header("Accept", format).build();
    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static TreeSet<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
