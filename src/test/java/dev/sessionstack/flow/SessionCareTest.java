package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.CensusPlan;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the operator looks after the sessions in a store. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class SessionCareTest extends Flow {

  @Test
  void censusIsTakenAtOnceWhereAnAnnotationAsksForIt() {
    site.apply(stack("health: {censusInterval: 1h}"));
    Site.eventually(() -> assertThat(site.sessions("shop").active()).isZero());
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);

      site.annotate("shop", CensusPlan.ANNOTATION, "now");

      Site.eventually(() -> assertThat(site.sessions("shop").active()).isEqualTo(1));
      redis.session("2", "ada", Duration.ofMinutes(10), true);

      site.annotate("shop", CensusPlan.ANNOTATION, "again");

      Site.eventually(() -> assertThat(site.sessions("shop").active()).isEqualTo(2));
    }
  }

  @Test
  void sessionsAreReportedAndThenPutRightAsTheSpecSays() {
    site.apply(stack("health: {censusInterval: 1s}"));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("fine", "ada", Duration.ofMinutes(10), true);
      redis.session("for-ever", "ada", Duration.ofMinutes(10), false);
      redis.session("over", "ada", Duration.ofMinutes(-10), true);
      redis.redis().set("session:malformed", "{");
      Site.eventually(
          () ->
              assertThat(site.sessions("shop"))
                  .satisfies(s -> assertThat(s.active()).isEqualTo(2))
                  .satisfies(s -> assertThat(s.expired()).isEqualTo(1))
                  .satisfies(s -> assertThat(s.withoutTtl()).isEqualTo(1))
                  .satisfies(s -> assertThat(s.malformed()).isEqualTo(1)));
      site.awaitAmong("shop", "Ready=True Serving", "StoreHealthy=False KeysWithoutTTL");

      site.patchSpec("shop", "{\"session\": {\"hygiene\": \"Repair\"}}");

      Site.eventually(
          () ->
              assertThat(site.sessions("shop"))
                  .satisfies(s -> assertThat(s.active()).isEqualTo(2))
                  .satisfies(s -> assertThat(s.expired()).isZero())
                  .satisfies(s -> assertThat(s.withoutTtl()).isZero())
                  .satisfies(s -> assertThat(s.malformed()).isEqualTo(1)));
      site.awaitAmong("shop", "Ready=True Serving", "StoreHealthy=False MalformedSessions");
      assertThat(redis.redis().ttl("session:for-ever")).isPositive();
      assertThat(redis.redis().exists("session:over")).isZero();
      assertThat(redis.redis().get("session:malformed")).isEqualTo("{");
    }
  }

  @Test
  void pausedStackIsCountedAndNotPutRight() {
    site.apply(stack("health: {censusInterval: 1s}"));
    site.awaitReady("shop");
    site.patchSpec("shop", "{\"mode\": \"Paused\", \"session\": {\"hygiene\": \"Repair\"}}");
    site.awaitAmong("shop", "Ready=True Serving");
    try (var redis = site.console("shop")) {
      redis.session("over", "ada", Duration.ofMinutes(-10), true);
      Site.eventually(() -> assertThat(site.sessions("shop").expired()).isEqualTo(1));
      redis.forgetCommands();
      Site.eventually(() -> assertThat(redis.calls("scan")).isGreaterThanOrEqualTo(2));
      assertThat(redis.redis().exists("session:over")).isEqualTo(1);
    }
  }

  @Test
  void sessionsAreNotCountedWhereTheSpecSaysSo() {
    site.apply(stack("health: {censusInterval: 1s}"));
    Site.eventually(() -> assertThat(site.status("shop").sessions()).isNotNull());

    site.patchSpec("shop", "{\"store\": {\"health\": {\"census\": \"Disabled\"}}}");

    Site.eventually(() -> assertThat(site.status("shop").sessions()).isNull());
    try (var redis = site.console("shop")) {
      redis.forgetCommands();
      Site.eventually(() -> assertThat(redis.calls("ping")).isPositive());
      assertThat(redis.calls("scan")).isZero();
    }
  }

  private static String stack(String health) {
    return """
    apiVersion: sessionstack.dev/v1alpha1
    kind: SessionStack
    metadata: {name: shop}
    spec:
      ui: {image: "app:1"}
      store:
        managed: {}
        %s
    """
        .formatted(health.replace("{", "{interval: 1s, "));
  }
}
