package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.Part;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One broken pool or server never stops the others (R17). */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class WorkerFaultTest extends Flow {

  @Test
  void foreignDeploymentOfAPoolsNameIsNotTakenOverAndTheOtherPoolWorks() {
    site.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop-worker-a}
        spec:
          replicas: 0
          selector: {matchLabels: {a: b}}
          template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: c}]}}
        """);
    site.apply(TaskStack.YAML);

    site.awaitAmong(
        "shop",
        "Stalled=True NameTaken",
        "WorkersReady=False NameTaken",
        "UIReady=True Serving",
        "SchedulerReady=True Running",
        "BackendReady=True Serving");
    assertThat(site.condition("shop", "Stalled").getMessage())
        .contains("Deployment shop-worker-a")
        .doesNotContain("shop-worker-b");
    assertThat(site.writers("apps/v1", "Deployment", "shop-worker-a"))
        .doesNotContain(Part.FIELD_MANAGER);
    Site.eventually(
        () ->
            assertThat(site.names(Pod.class))
                .filteredOn(name -> name.startsWith("shop-worker-b"))
                .hasSize(2));

    site.delete(site.get(Deployment.class, "shop-worker-a"));
    site.touch(site.get(Deployment.class, "shop-ui"), "again");

    site.awaitExactly("shop", TaskStack.WELL);
  }

  @Test
  void foreignServiceOfOneServerLeavesTheOther() {
    site.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: shop-backend}
        spec: {ports: [{port: 1}]}
        """);
    site.apply(TaskStack.YAML);

    site.awaitAmong(
        "shop",
        "Stalled=True NameTaken",
        "BackendReady=False NameTaken",
        "ModelServerReady=True Serving",
        "WorkersReady=True Serving");
    assertThat(site.writers("v1", "Service", "shop-backend")).doesNotContain(Part.FIELD_MANAGER);
  }

  @Test
  void poolWithoutItsSecretIsLeftAsItIsWhileTheOtherChanges() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
    var running = site.image("shop-worker-a");

    site.patchSpec(
        "shop",
        """
        {"workers": [
          {"name": "a", "app": "shop", "replicas": 2, "image": "other:1",
           "envFrom": [{"secretRef": {"name": "absent"}}]},
          {"name": "b", "app": "shop", "queues": ["b"], "replicas": 2, "image": "other:1"}]}
        """);

    site.awaitAmong(
        "shop",
        "Ready=True Serving",
        "Stalled=True SecretMissing",
        "WorkersReady=False SecretMissing");
    Site.eventually(() -> assertThat(site.image("shop-worker-b")).isEqualTo("other:1"));
    assertThat(site.image("shop-worker-a")).isEqualTo(running);

    site.applySecret("absent", Map.of("KEY", "v"));

    Site.eventually(() -> assertThat(site.image("shop-worker-a")).isEqualTo("other:1"));
    site.awaitExactly("shop", TaskStack.WELL);
  }

  /** R6. */
  @Test
  void contentOfOnePoolsSecretRollsThatPoolAlone() {
    site.applySecret("mine", Map.of("KEY", "old"));
    site.apply(
        TaskStack.YAML.replace(
            "{name: a, app: shop,", "{name: a, app: shop, envFrom: [{secretRef: {name: mine}}],"));
    site.awaitExactly("shop", TaskStack.WELL);
    var before = site.names(Pod.class);

    site.applySecret("mine", Map.of("KEY", "new"));

    Site.eventually(
        () ->
            assertThat(site.names(Pod.class))
                .hasSameSizeAs(before)
                .doesNotContainAnyElementsOf(
                    before.stream().filter(n -> n.startsWith("shop-worker-a")).toList()));
    assertThat(site.names(Pod.class))
        .containsAll(before.stream().filter(n -> !n.startsWith("shop-worker-a")).toList());
  }

  /** For a canary, say. It has our labels, and was not made by us. */
  @Test
  void copyOfAPoolThatSomebodyMadeIsNeitherDeletedNorCounted() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
    var pool = site.get(Deployment.class, "shop-worker-a");
    site.apply(
        new DeploymentBuilder(pool)
            .withMetadata(
                new ObjectMetaBuilder()
                    .withName("shop-worker-a-canary")
                    .withLabels(pool.getMetadata().getLabels())
                    .build())
            .editSpec()
            .withReplicas(0)
            .endSpec()
            .withStatus(null)
            .build());
    var before = passes();

    site.touch(site.get(Deployment.class, "shop-ui"), "again");

    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.find(Deployment.class, "shop-worker-a-canary")).isPresent();
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:2\"}}");
    Site.eventually(() -> assertThat(site.image("shop-ui")).isEqualTo("app:2"));
    assertThat(site.find(Deployment.class, "shop-worker-a-canary")).isPresent();
  }

  /** What a pool has taken it can no longer finish without its store, but its pods may recover. */
  @Test
  void poolThatIsTakenAwayWhileAllAreHeldStaysUntilTheyAreNot() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);

    site.patchSpec(
        "shop",
        """
        {"store": {"managed": {"template": {"spec": {"no": "field"}}}},
         "workers": [{"name": "b", "app": "shop", "queues": ["b"], "replicas": 2}]}""");

    site.awaitAmong("shop", "Stalled=True InvalidTemplate", "WorkersReady=False InvalidTemplate");
    assertThat(site.find(Deployment.class, "shop-worker-a")).isPresent();

    site.patchSpec("shop", "{\"store\": {\"managed\": {\"template\": null}}}");

    Site.eventually(() -> assertThat(site.find(Deployment.class, "shop-worker-a")).isEmpty());
  }

  /** A set that keeps an order would wait for ever for a pod that never starts. */
  @Test
  void schedulerWithAWrongImageRunsWhenTheImageIsRight() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);

    site.patchSpec("shop", "{\"scheduler\": {\"image\": \"shop:missing\"}}");
    site.awaitAmong("shop", "SchedulerReady=False ImagePullBackOff", "UIReady=True Serving");

    site.patchSpec("shop", "{\"scheduler\": {\"image\": null}}");
    site.awaitExactly("shop", TaskStack.WELL);
  }
}
