package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The cluster loses the Gateway API under a running stack, and gets it back. */
@OnCluster
@Isolated
class GatewayMissingE2E {

  private static final String CRD = "httproutes.gateway.networking.k8s.io";

  private static RealCluster cluster;
  private static Workbench workbench;
  private static CustomResourceDefinition definition;

  @BeforeAll
  static void apply() {
    cluster = RealCluster.alone("gateway-missing");
    FrontProxy.require(cluster.client);
    definition =
        cluster.client.apiextensions().v1().customResourceDefinitions().withName(CRD).require();
    cluster.apply("memory");
    cluster.apply(
        "gateway",
        "gateway",
        spec -> {
          GatewayE2E.behindPublic(spec);
          spec.withObject("/ui").put("replicas", 1);
          spec.set("store", spec.objectNode().set("memory", spec.objectNode()));
        });
    workbench = new Workbench(cluster);
    cluster.awaitReady("memory");
    cluster.awaitReady("gateway");
  }

  @AfterAll
  static void close() {
    restore();
    cluster.close();
  }

  @Test
  void the_stack_says_so_others_stay_ready_and_the_operator_goes_on() throws Exception {
    GatewayE2E.awaitVisits(workbench);
    var operator = operatorLives();
    var before = cluster.stack("memory").get().getMetadata().getResourceVersion();

    cluster.client.apiextensions().v1().customResourceDefinitions().withName(CRD).delete();
    var missing = cluster.awaitCondition("gateway", "Exposed", "False", "GatewayAPIMissing");
    System.out.println(missing.getMessage());
    assertThat(missing.getMessage()).startsWith("spec.loadBalancer.gateway:");
    cluster.awaitCondition("gateway", "UIReady", "True", "Serving");

    // A stack without a route is served as ever: as it was, and with a change.
    assertThat(cluster.stack("memory").get().getMetadata().getResourceVersion()).isEqualTo(before);
    cluster.awaitReady("memory");
    cluster.patch("memory", "{\"spec\": {\"session\": {\"ttl\": \"20m\"}}}");
    cluster.awaitReady("memory");
    // And so is what the stack itself has beside the route.
    var service = cluster.client.services().inNamespace(cluster.namespace).withName("gateway-ui");
    service.delete();
    await().atMost(RealCluster.PATIENCE).until(() -> service.get() != null);

    restore();
    cluster.awaitReady("gateway");
    GatewayE2E.awaitVisits(workbench);
    assertThat(operatorLives()).as("the same pod, without a restart").isEqualTo(operator);
  }

  private static void restore() {
    var definitions = cluster.client.apiextensions().v1().customResourceDefinitions();
    await()
        .atMost(RealCluster.PATIENCE)
        .until(
            () -> {
              var live = definitions.withName(CRD).get();
              return live == null || live.getMetadata().getDeletionTimestamp() == null;
            });
    if (definition != null && definitions.withName(CRD).get() == null) {
      cluster
          .client
          .resource(
              new CustomResourceDefinitionBuilder(definition)
                  .editMetadata()
                  .withResourceVersion(null)
                  .withUid(null)
                  .withManagedFields(List.of())
                  .endMetadata()
                  .withStatus(null)
                  .build())
          .create();
    }
  }

  private static List<String> operatorLives() {
    return cluster
        .client
        .pods()
        .inNamespace(RealCluster.OPERATOR_NAMESPACE)
        .withLabel("app.kubernetes.io/name", RealCluster.OPERATOR)
        .list()
        .getItems()
        .stream()
        .map(
            pod ->
                pod.getMetadata().getUid()
                    + pod.getStatus().getContainerStatuses().get(0).getRestartCount())
        .toList();
  }
}
