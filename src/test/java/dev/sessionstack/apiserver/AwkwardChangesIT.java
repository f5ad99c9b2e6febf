package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionstack.flow.Flow;
import dev.sessionstack.flow.Site;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R4: what an API server does not let anybody change, or only in its own way. */
@NeedsApiServer
@QuarkusTest
@WithTestResource(RealCluster.class)
class AwkwardChangesIT extends Flow {

  private static final String CLAIM = "data-shop-redis-0";

  /** R13: the rights of manifests/ are enough. */
  @AfterEach
  void operatorHasAllTheRightsThatItUses() {
    assertThat(
            cluster.forbidden().stream().filter(f -> !f.contains("persistentvolumeclaims/data-")))
        .isEmpty();
  }

  @Test
  void r4_volumeGrowsWhereItsClassLetsItAndThePodRunsOn() {
    storageClass("growing", true);
    site.apply(stored("growing", "1Gi"));
    site.awaitReady("shop");
    try (var redis = site.console("shop")) {
      redis.session("1", "ada", Duration.ofMinutes(10), true);
    }
    var pod = site.get(Pod.class, "shop-redis-0").getMetadata().getUid();

    size("2Gi");

    Site.eventually(() -> assertThat(template()).isEqualTo("2Gi"));
    assertThat(claim().getSpec().getResources().getRequests().get("storage"))
        .isEqualTo(new Quantity("2Gi"));
    site.awaitAmong("shop", "StoreReady=True Resizing");
    site.resized(CLAIM, "2Gi");
    site.awaitReady("shop");
    assertThat(site.get(Pod.class, "shop-redis-0").getMetadata().getUid()).isEqualTo(pod);
    try (var redis = site.console("shop")) {
      assertThat(redis.redis().exists("session:1")).isEqualTo(1);
    }
    staysSilent();
  }

  /** R17: it is said, the store serves, and the rest of the stack changes. */
  @Test
  void r17_volumeThatMayNotGrowIsNamedAndTheSizeMayBeTakenBack() {
    storageClass("fixed", false);
    site.apply(stored("fixed", "1Gi"));
    site.awaitReady("shop");

    size("2Gi");

    site.awaitAmong(
        "shop",
        "Stalled=True VolumeNotExpandable",
        "Ready=True Serving",
        "StoreReady=True Serving");
    assertThat(site.condition("shop", "Stalled").getMessage())
        .contains("spec.store.managed.storage.size", CLAIM, "allowVolumeExpansion");
    site.patchSpec(
        "shop",
        """
        {"ui": {"image": "app:2"},
         "store": {"managed": {"maxClients": 400, "resources": {"requests": {"cpu": "200m"}}}}}
        """);
    Site.eventually(
        () -> {
          assertThat(site.image("shop-ui")).isEqualTo("app:2");
          assertThat(site.get(ConfigMap.class, "shop-redis-config").getData().get("redis.conf"))
              .contains("maxclients 400");
          assertThat(
                  site.get(StatefulSet.class, "shop-redis")
                      .getSpec()
                      .getTemplate()
                      .getSpec()
                      .getContainers()
                      .get(0)
                      .getResources()
                      .getRequests())
              .containsEntry("cpu", new Quantity("200m"));
        });
    assertThat(template()).isEqualTo("1Gi");

    assertThatThrownBy(() -> size("1023Mi"))
        .hasMessageContaining("storage.size cannot become smaller than the volume");
    size("1Gi");

    Site.eventually(
        () -> assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("Stalled")));
    Site.eventually(() -> assertThat(site.status("shop").store().capacity()).isNull());
    site.awaitReady("shop");
    staysSilent();

    size("2Gi");
    site.awaitAmong("shop", "Stalled=True VolumeNotExpandable");
    storageClass("fixed", true);
    site.patchSpec("shop", "{\"ui\": {\"image\": \"app:3\"}}");

    Site.eventually(() -> assertThat(template()).isEqualTo("2Gi"));
    site.resized(CLAIM, "2Gi");
    site.awaitReady("shop");
  }

  /** R10: whoever refuses it, the store serves as it did. */
  @Test
  void r10_volumeThatAQuotaKeepsSmallIsNoOutage() {
    storageClass("growing", true);
    site.apply(stored("growing", "1Gi"));
    site.awaitReady("shop");
    try (var admin = cluster.client("admin")) {
      admin
          .resource(
              new ResourceQuotaBuilder()
                  .withNewMetadata()
                  .withName("storage")
                  .withNamespace(site.namespace())
                  .endMetadata()
                  .withNewSpec()
                  .addToHard("requests.storage", new Quantity("1Gi"))
                  .endSpec()
                  .build())
          .create();
      admin
          .resourceQuotas()
          .inNamespace(site.namespace())
          .withName("storage")
          .editStatus(
              quota ->
                  new ResourceQuotaBuilder(quota)
                      .withNewStatus()
                      .addToHard("requests.storage", new Quantity("1Gi"))
                      .addToUsed("requests.storage", new Quantity("1Gi"))
                      .endStatus()
                      .build());
    }

    size("2Gi");

    site.awaitAmong(
        "shop", "Stalled=True Rejected", "Ready=True Serving", "StoreReady=True Serving");
    assertThat(site.condition("shop", "Stalled").getMessage())
        .contains(CLAIM, "quota", "spec.store.managed.storage.size");
    size("1Gi");
    Site.eventually(
        () -> assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("Stalled")));
    site.awaitReady("shop");
  }

  @Test
  void r4_serviceChangesItsTypeThereAndBackAndThenNothingIsWritten() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {memory: {}}
        """);
    site.awaitReady("shop");
    var address = service().getSpec().getClusterIP();

    for (var change :
        new String[] {
          "{type: NodePort, externalTrafficPolicy: Local}",
          "{type: LoadBalancer, externalTrafficPolicy: Local}",
          "{type: NodePort, externalTrafficPolicy: Cluster}",
          "{type: LoadBalancer}",
          "{type: ClusterIP}",
          "{type: LoadBalancer, externalTrafficPolicy: Local}",
          "{type: ClusterIP}"
        }) {
      site.apply(
          """
          apiVersion: sessionstack.dev/v1alpha1
          kind: SessionStack
          metadata: {name: shop}
          spec:
            ui: {image: "app:1"}
            store: {memory: {}}
            loadBalancer: {service: %s}
          """
              .formatted(change));
      var type = change.replaceAll(".*type: (\\w+).*", "$1");
      Site.eventually(() -> assertThat(service().getSpec().getType()).isEqualTo(type));
      Site.eventually(
          () -> assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("Stalled")));
      assertThat(service().getSpec().getClusterIP()).isEqualTo(address);
    }
    site.awaitReady("shop");
    assertThat(service().getSpec().getExternalTrafficPolicy()).isNull();
    staysSilent();
  }

  /** As somebody's edit of the selector, which would send users elsewhere. */
  @Test
  void selectorOfAServiceThatWasEditedIsPutBack() {
    site.applyExample("memory");
    site.awaitReady("memory");
    var selector = site.get(Service.class, "memory-ui").getSpec().getSelector();

    site.edit(
        site.get(Service.class, "memory-ui"),
        service ->
            service.getSpec().setSelector(Map.of("app.kubernetes.io/component", "elsewhere")));

    Site.eventually(
        () ->
            assertThat(site.get(Service.class, "memory-ui").getSpec().getSelector())
                .isEqualTo(selector));
  }

  /** An address is for life: one that came back from a backup with another form is made anew. */
  @Test
  void r4_serviceWithAnAddressThatIsToHaveNoneIsMadeAnewAndTheRestRuns() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var nodes = site.get(Service.class, "redis-redis-nodes");
    site.patchSpec("redis", "{\"mode\": \"Paused\"}");
    site.awaitAmong("redis", "Ready=True Serving");
    site.delete(nodes);
    site.apply(
        new ServiceBuilder(Site.backup(nodes))
            .editSpec()
            .withClusterIP(null)
            .withClusterIPs()
            .endSpec()
            .withStatus(null)
            .build());
    assertThat(site.get(Service.class, "redis-redis-nodes").getSpec().getClusterIP())
        .isNotEqualTo("None");

    site.patchSpec("redis", "{\"mode\": \"Running\", \"ui\": {\"image\": \"app:2\"}}");

    Site.eventually(
        () ->
            assertThat(site.find(Service.class, "redis-redis-nodes"))
                .map(service -> service.getSpec().getClusterIP())
                .contains("None"));
    site.awaitReady("redis");
    assertThat(site.image("redis-ui")).isEqualTo("app:2");
  }

  private void storageClass(String name, boolean expands) {
    try (var admin = cluster.client("admin")) {
      admin
          .resource(
              new StorageClassBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .endMetadata()
                  .withProvisioner("example.com/disk")
                  .withAllowVolumeExpansion(expands)
                  .build())
          .forceConflicts()
          .serverSideApply();
    }
  }

  private void size(String size) {
    site.patchSpec(
        "shop", "{\"store\": {\"managed\": {\"storage\": {\"size\": \"" + size + "\"}}}}");
  }

  private PersistentVolumeClaim claim() {
    return site.get(PersistentVolumeClaim.class, CLAIM);
  }

  private Service service() {
    return site.get(Service.class, "shop-ui");
  }

  private String template() {
    return site.find(StatefulSet.class, "shop-redis")
        .map(set -> set.getSpec().getVolumeClaimTemplates().get(0).getSpec().getResources())
        .map(resources -> resources.getRequests().get("storage").toString())
        .orElse("");
  }

  private void staysSilent() {
    awaitRest();
    var mark = cluster.mark();
    var before = passes();
    site.objects().forEach(child -> site.touch(child, "twice"));
    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  private static String stored(String storageClass, String size) {
    return """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui: {image: "app:1"}
          store: {managed: {storage: {size: %s, storageClassName: %s}}}
        """
        .formatted(size, storageClass);
  }
}
