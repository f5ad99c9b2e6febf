package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R17, R22: what somebody else made is never taken over, and keeps nothing else from running. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class TakenNamesTest extends Flow {

  private static final String STACK =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1", autoscaling: {minReplicas: 2, maxReplicas: 3}}
        store: {managed: {}}
        loadBalancer: {host: shop.example.com, ingress: {}, affinity: {mode: None}}
        workers: [{name: a, app: shop, replicas: 2}]
        scheduler: {app: shop}
        backend: {image: "api:1", replicas: 2}
        modelServer: {image: "model:1", replicas: 2}
      """;

  /** Those that others wait for: where one of them is taken, the rest is not even tried. */
  private static final Set<String> FIRST =
      Set.of(
          "Secret shop-keys",
          "Secret shop-session",
          "Secret shop-store",
          "ServiceAccount shop",
          "ConfigMap shop-redis-config");

  @Test
  void r22_objectOfEveryKindThatSomebodyElseMadeIsLeftAloneUntilItGoes() {
    var made = made();
    var foreign = made.stream().filter(o -> !FIRST.contains(title(o))).toList();
    assertThat(foreign)
        .extracting(HasMetadata::getKind)
        .contains(
            "Deployment",
            "StatefulSet",
            "Service",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "HorizontalPodAutoscaler",
            "Ingress");
    foreign.forEach(object -> site.apply(stripped(object)));

    site.apply(STACK);

    site.awaitAmong("shop", "Stalled=True NameTaken");
    Site.eventually(
        () ->
            assertThat(site.condition("shop", "Stalled").getMessage())
                .contains(foreign.stream().map(TakenNamesTest::title).toList()));
    for (var object : foreign) {
      var name = object.getMetadata().getName();
      assertThat(site.writers(object.getApiVersion(), object.getKind(), name))
          .as(title(object))
          .doesNotContain(Part.FIELD_MANAGER);
    }

    foreign.forEach(site::delete);
    site.annotate("shop", "example.com/again", "1");
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:2\"}}");

    Site.eventually(
        () ->
            assertThat(site.inventory())
                .containsAll(made.stream().map(TakenNamesTest::title).toList()));
    Site.eventually(
        () -> assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("Stalled")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Secret shop-keys",
        "Secret shop-session",
        "Secret shop-store",
        "ServiceAccount shop"
      })
  void r22_objectThatOthersStandOnIsLeftAloneUntilItGoes(String title) {
    var foreign =
        made().stream().filter(object -> title(object).equals(title)).findFirst().orElseThrow();
    site.apply(stripped(foreign));

    site.apply(STACK);

    site.awaitAmong("shop", "Stalled=True NameTaken");
    assertThat(site.condition("shop", "Stalled").getMessage()).contains(title);
    assertThat(site.writers("v1", foreign.getKind(), foreign.getMetadata().getName()))
        .doesNotContain(Part.FIELD_MANAGER);

    site.delete(foreign);
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:2\"}}");

    Site.eventually(() -> assertThat(site.inventory()).contains(title));
    Site.eventually(
        () -> assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("Stalled")));
  }

  /** The UI of one stack has the name of a pool of the other: whoever is first keeps it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void r22_twoStacksDoNotFightForAName(boolean poolFirst) {
    var pool =
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {managed: {}}
          workers: [{name: b-ui, app: shop, replicas: 2}]
        """;
    var ui =
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop-worker-b}
        spec:
          ui: {image: "app:1", replicas: 2}
          store: {memory: {}}
          loadBalancer: {affinity: {mode: ClientIP}}
        """;
    var owner = poolFirst ? "shop" : "shop-worker-b";
    var other = poolFirst ? "shop-worker-b" : "shop";
    site.apply(poolFirst ? pool : ui);
    site.awaitReady(owner);
    awaitRest();
    var deployment = site.get(Deployment.class, "shop-worker-b-ui").getMetadata();
    var budget = site.get(PodDisruptionBudget.class, "shop-worker-b-ui").getMetadata();

    site.apply(poolFirst ? ui : pool);

    site.awaitAmong(other, "Stalled=True NameTaken");
    Site.eventually(
        () ->
            assertThat(site.condition(other, "Stalled").getMessage())
                .contains(
                    "Deployment shop-worker-b-ui exists",
                    "but for SessionStack " + owner,
                    "PodDisruptionBudget shop-worker-b-ui"));
    for (var round = 0; round < 3; round++) {
      var before = passes();
      site.annotate(owner, "example.com/round", "" + round);
      site.annotate(other, "example.com/round", "" + round);
      site.touch(site.get(Deployment.class, "shop-worker-b-ui"), "" + round);
      awaitPasses(before, 1);
      awaitRest();
    }
    var live = site.get(Deployment.class, "shop-worker-b-ui").getMetadata();
    assertThat(live.getUid()).isEqualTo(deployment.getUid());
    assertThat(live.getGeneration()).as("nobody wrote").isEqualTo(deployment.getGeneration());
    assertThat(live.getLabels()).containsEntry(Labels.INSTANCE, owner);
    assertThat(live.getOwnerReferences()).isEqualTo(deployment.getOwnerReferences());
    assertThat(site.get(PodDisruptionBudget.class, "shop-worker-b-ui").getMetadata().getUid())
        .isEqualTo(budget.getUid());
    site.awaitReady(owner);
  }

  /** All that a stack is made of, made elsewhere. */
  private List<HasMetadata> made() {
    try (var elsewhere = new Site(cluster)) {
      elsewhere.apply(STACK);
      elsewhere.await(Deployment.class, "shop-model-server");
      elsewhere.await(StatefulSet.class, "shop-redis");
      awaitRest();
      return elsewhere.objects();
    }
  }

  /** As somebody else would have made it: without our labels and owner, and at rest. */
  private static HasMetadata stripped(HasMetadata object) {
    object.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    if (object instanceof Deployment deployment) {
      deployment.getSpec().setReplicas(0);
      deployment.setStatus(null);
    } else if (object instanceof StatefulSet set) {
      set.getSpec().setReplicas(0);
      set.setStatus(null);
    }
    return object;
  }

  private static String title(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
