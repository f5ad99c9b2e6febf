package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.Part;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One broken part never stops the others (R17), and says what to change. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class FaultTest extends Flow {

  private static final String STACK =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1"}
        store: {managed: {}}
      """;

  @Test
  void requestAboveLimitHoldsTheUiOnly() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1", resources: {requests: {cpu: 1500m}, limits: {cpu: 1}}}
          store: {managed: {}}
        """);

    site.awaitAmong(
        "shop",
        "Ready=False RequestAboveLimit",
        "Stalled=True RequestAboveLimit",
        "UIReady=False RequestAboveLimit",
        "StoreReady=True Serving");
    assertThat(site.condition("shop", "UIReady").getMessage())
        .contains("spec.ui.resources.requests.cpu", "1500m");

    site.patchSpec("shop", "{\"ui\": {\"resources\": {\"limits\": {\"cpu\": \"2\"}}}}");

    site.awaitReady("shop");
  }

  /** R10, R16: a spec that cannot be applied is no outage while the old instances serve. */
  @Test
  void requestThatRisesAboveItsLimitLeavesTheOldInstancesServing() {
    site.apply(STACK);
    site.awaitReady("shop");
    var running = site.names(Pod.class);

    site.patchSpec(
        "shop",
        """
        {"ui": {"resources": {"requests": {"cpu": "1500m"}, "limits": {"cpu": "1"}}}}
        """);

    site.awaitAmong(
        "shop",
        "Ready=True Serving",
        "Stalled=True RequestAboveLimit",
        "UIReady=False RequestAboveLimit");
    assertThat(site.names(Pod.class)).isEqualTo(running);
  }

  @Test
  void wrongImageOfTheUiLeavesOldInstancesAndTheStoreRunning() {
    site.apply(STACK);
    site.awaitReady("shop");
    var running = site.names(Pod.class);

    site.patchSpec("shop", "{\"ui\": {\"image\": \"registry.example.com/app:missing\"}}");

    site.awaitAmong(
        "shop", "Ready=True Serving", "UIReady=False ImagePullBackOff", "StoreReady=True Serving");
    assertThat(site.condition("shop", "UIReady").getMessage())
        .contains("spec.ui.image", "registry.example.com/app:missing");
    assertThat(site.names(Pod.class)).containsAll(running);

    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:2\"}}");

    site.awaitReady("shop");
  }

  @Test
  void wrongImageOfTheStoreIsNamedAndTheUiRuns() {
    site.apply(STACK);
    site.patchSpec("shop", "{\"store\": {\"managed\": {\"image\": \"redis:missing\"}}}");

    site.awaitAmong("shop", "UIReady=True Serving", "StoreReady=False ImagePullBackOff");
    assertThat(site.condition("shop", "StoreReady").getMessage())
        .contains("spec.store.managed.image", "redis:missing");

    site.patchSpec("shop", "{\"store\": {\"managed\": {\"image\": \"redis:8.0\"}}}");

    site.awaitReady("shop");
  }

  @Test
  void fieldThatNoPodHasIsNamedAndHoldsTheUiOnly() {
    site.apply(STACK);
    site.patchSpec("shop", "{\"ui\": {\"template\": {\"spec\": {\"tollerations\": []}}}}");

    site.awaitAmong(
        "shop",
        "Stalled=True InvalidTemplate",
        "UIReady=False InvalidTemplate",
        "StoreReady=True Serving");
    assertThat(site.condition("shop", "Stalled").getMessage())
        .contains("spec.ui.template.spec.tollerations");

    site.patchSpec("shop", "{\"ui\": {\"template\": null}}");

    site.awaitReady("shop");
  }

  /** What somebody else made is never taken over, whatever its kind and wherever it stands. */
  @ParameterizedTest
  @CsvSource({
    "v1, Service, shop-ui, Exposed",
    "apps/v1, Deployment, shop-ui, UIReady",
    "v1, ConfigMap, shop-redis-config, StoreReady",
    "v1, Service, shop-redis, StoreReady",
    "apps/v1, StatefulSet, shop-redis, StoreReady",
    "v1, Secret, shop-keys, UIReady",
    "v1, ServiceAccount, shop, UIReady"
  })
  void foreignObjectOfOurNameIsNotTakenOver(
      String version, String kind, String name, String condition) {
    site.apply(foreign(version, kind, name));
    site.apply(STACK);

    site.awaitAmong("shop", "Stalled=True NameTaken", condition + "=False NameTaken");
    assertThat(site.condition("shop", "Stalled").getMessage()).contains(kind + " " + name);
    assertThat(site.writers(version, kind, name)).doesNotContain(Part.FIELD_MANAGER);
  }

  @Test
  void restOfTheStackRunsBesideATakenNameAndTakesItsPlaceOnceItIsFree() {
    site.apply(foreign("v1", "ConfigMap", "shop-redis-config"));
    site.apply(STACK);
    site.awaitAmong(
        "shop",
        "Stalled=True NameTaken",
        "StoreReady=False NameTaken",
        "UIReady=True Serving",
        "Exposed=True ClusterIP");
    assertThat(site.find(Service.class, "shop-redis")).isPresent();
    assertThat(site.find(StatefulSet.class, "shop-redis")).isEmpty();

    site.delete(site.get(ConfigMap.class, "shop-redis-config"));
    site.touch(site.get(Deployment.class, "shop-ui"), "again");

    site.awaitReady("shop");
  }

  private static String foreign(String version, String kind, String name) {
    var spec =
        switch (kind) {
          case "Service" -> "{ports: [{port: 1}]}";
          case "Deployment" ->
              "{replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                  + " spec: {containers: [{name: c, image: c}]}}}";
          case "StatefulSet" ->
              "{replicas: 0, serviceName: x, selector: {matchLabels: {a: b}}, template: {metadata:"
                  + " {labels: {a: b}}, spec: {containers: [{name: c, image: c}]}}}";
          default -> null;
        };
    return "apiVersion: %s%nkind: %s%nmetadata: {name: %s}%nspec: %s"
        .formatted(version, kind, name, spec)
        .replace("\nspec: null", "");
  }
}
