package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets of the user's: pods follow their content (R6), and stacks wait for them. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ReferenceTest extends Flow {

  private static final String STACK =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1", envFrom: [{secretRef: {name: settings}}]}
        store: {managed: {}}
      """;

  @Test
  void podsRollOnceForNewContentAndNotForNewLabels() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(STACK);
    site.awaitReady("shop");
    awaitRest();
    var first = site.get(Deployment.class, "shop-ui");
    var store = site.get(StatefulSet.class, "shop-redis").getMetadata().getGeneration();

    site.applySecret("settings", Map.of("COLOUR", "green"));
    Site.eventually(() -> assertThat(content()).isNotEqualTo(content(first)));
    site.awaitReady("shop");
    awaitRest();
    var second = site.get(Deployment.class, "shop-ui");
    assertThat(second.getMetadata().getGeneration())
        .isEqualTo(first.getMetadata().getGeneration() + 1);

    var mark = cluster.mark();
    var before = passes();
    site.edit(site.get(Secret.class, "settings"), s -> s.getMetadata().setLabels(Map.of("a", "b")));
    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
    assertThat(content()).isEqualTo(content(second));

    assertThat(site.get(StatefulSet.class, "shop-redis").getMetadata().getGeneration())
        .as("the store does not use that Secret")
        .isEqualTo(store);
  }

  /** R17: one broken part never stops the others. */
  @Test
  void missingSecretHoldsTheUiOnlyAndIsNamedWithItsField() {
    site.apply(STACK);

    site.awaitExactly(
        "shop",
        "Ready=False SecretMissing",
        "Stalled=True SecretMissing",
        "UIReady=False SecretMissing",
        "StoreReady=True Serving",
        "StoreHealthy=True WithinBudget",
        "Exposed=False SecretMissing");
    assertThat(site.condition("shop", "UIReady").getMessage())
        .contains("spec.ui.envFrom", "settings");
    assertThat(site.find(Deployment.class, "shop-ui")).isEmpty();

    site.applySecret("settings", Map.of("COLOUR", "blue"));

    site.awaitReady("shop");
  }

  /** R26: pods go on with the keys that they have, and so do those that start anew. */
  @Test
  void keysInUseStayWhileTheSecretInTheirPlaceIsMissing() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(STACK);
    site.awaitReady("shop");
    var keys = site.secret("shop-session");

    site.patchSpec("shop", "{\"session\": {\"secretRef\": {\"name\": \"typo\"}}}");

    site.awaitAmong("shop", "Stalled=True SecretMissing");
    awaitRest();
    assertThat(site.secret("shop-session")).isEqualTo(keys);

    site.patchSpec("shop", "{\"session\": null}");

    site.awaitReady("shop");
    assertThat(site.secret("shop-session")).isEqualTo(keys);
  }

  /** It has our labels, and is the user's. */
  @Test
  void copyOfOurSecretUnderAnotherNameIsTheUsers() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(STACK);
    site.awaitReady("shop");
    var copy = Site.backup(site.get(Secret.class, "shop-session"));
    copy.getMetadata().setName("copied");
    site.apply(copy);

    site.patchSpec("shop", "{\"session\": {\"secretRef\": {\"name\": \"copied\"}}}");

    Site.eventually(() -> assertThat(site.find(Secret.class, "shop-session")).isEmpty());
    site.awaitReady("shop");
    assertThat(site.secret("copied")).isNotEmpty();
  }

  /** A Secret that goes while the stack runs changes nothing that runs. */
  @Test
  void runningPodsSurviveTheLossOfASecret() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(STACK);
    site.awaitReady("shop");
    var pods = site.names(Pod.class);
    awaitRest();
    var mark = cluster.mark();

    site.delete(site.get(Secret.class, "settings"));

    site.awaitAmong("shop", "Stalled=True SecretMissing", "UIReady=False SecretMissing");
    assertThat(site.names(Pod.class)).isEqualTo(pods);
    assertThat(site.operatorWrites(mark))
        .allMatch(w -> w.contains("/shop/status") || w.contains("/events "));
  }

  @Test
  void passwordOfTheUsersIsUsedAndKnownToTheServerAsItIs() {
    site.applySecret("mine", Map.of("password", "p\"ass word\n#1"));
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {managed: {auth: {passwordSecretRef: {name: mine}}}}
        """);
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      assertThat(redis.redis().ping()).isEqualTo("PONG");
    }
  }

  private String content() {
    return content(site.get(Deployment.class, "shop-ui"));
  }

  private static String content(Deployment ui) {
    return ui.getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("sessionstack.dev/content");
  }
}
