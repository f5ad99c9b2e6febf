package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack that has not changed is not written to (R2, R24). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class QuietTest extends Flow {

  @ParameterizedTest
  @ValueSource(strings = {"memory", "redis", "streamlit", "autoscaled"})
  void secondPassWritesNothing(String example) {
    site.applyExample(example);
    site.awaitReady(example);
    var children = site.objects();
    awaitRest();
    var mark = cluster.mark();
    var before = passes();

    children.forEach(child -> site.touch(child, "twice"));

    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  @Test
  void probesOfAnUnchangedStoreWriteNothingToItNorToKubernetes() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store:
            managed: {}
            health: {interval: 1s, censusInterval: 1s}
        """);
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
      Site.eventually(() -> assertThat(site.sessions("shop").active()).isEqualTo(1));
      awaitRest();
      var mark = cluster.mark();
      redis.forgetCommands();

      Site.eventually(() -> assertThat(redis.calls("ping")).isGreaterThanOrEqualTo(6));

      assertThat(redis.commands())
          .contains("ping", "scan", "getrange", "pttl")
          .isSubsetOf(
              "ping",
              "info",
              "scan",
              "getrange",
              "pttl",
              "hello",
              "auth",
              "client",
              "select",
              "config");
      assertThat(site.operatorWrites(mark)).isEmpty();
    }
  }

  @Test
  void conditionsKeepTheTimeOfTheirLastChangeOfStatus() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1", envFrom: [{secretRef: {name: absent}}]}
          store: {memory: {}}
        """);
    site.awaitAmong("shop", "UIReady=False SecretMissing", "StoreReady=True InProcess");
    var missing = site.condition("shop", "UIReady").getLastTransitionTime();
    Site.patience().until(() -> Site.now().compareTo(missing) > 0);

    site.patchSpec(
        "shop",
        """
        {"ui": {"envFrom": null, "resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}}}
        """);
    site.awaitAmong("shop", "UIReady=False RequestAboveLimit");
    assertThat(site.condition("shop", "UIReady").getLastTransitionTime()).isEqualTo(missing);

    site.patchSpec("shop", "{\"ui\": {\"resources\": null}}");
    site.awaitReady("shop");
    assertThat(site.condition("shop", "UIReady").getLastTransitionTime()).isGreaterThan(missing);
    assertThat(site.get(SessionStack.class, "shop").getStatus().conditions())
        .allSatisfy(c -> assertThat(c.getObservedGeneration()).isEqualTo(3));
  }

  /**
   * A password that nobody keeps is another one in each pass: no reason to look again and again.
   */
  @Test
  void stackThatIsPausedFromItsBeginningRests() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          mode: Paused
          ui: {image: "app:1"}
          store: {managed: {}}
        """);
    site.awaitAmong("shop", "UIReady=False Creating");

    awaitRest();
    assertThat(site.objects()).isEmpty();

    site.patchSpec("shop", "{\"mode\": \"Running\"}");
    site.awaitReady("shop");
  }
}
