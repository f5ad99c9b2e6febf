package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way in through a real Gateway. */
@OnCluster
class GatewayE2E {

  static final String HOST = "gate.example.com";

  private static RealCluster cluster;
  private static Workbench workbench;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("gateway");
    FrontProxy.require(cluster.client);
    cluster.apply("gateway", "gateway", GatewayE2E::behindPublic);
    workbench = new Workbench(cluster);
    cluster.awaitReady("gateway");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void requests_come_in_and_the_missing_cookie_is_said() {
    // Traefik takes the route and ignores sessionPersistence, which the operator knows.
    cluster.awaitCondition("gateway", "Exposed", "True", "AffinityUnsupported");
    var warning =
        cluster.awaitCondition("gateway", "ConfigurationWarning", "True", "AffinityUnsupported");
    System.out.println(warning.getMessage());
    assertThat(cluster.stack("gateway").get().getStatus().url()).isEqualTo("http://" + HOST + "/");
    awaitVisits(workbench);

    cluster.patch(
        "gateway", "{\"spec\": {\"loadBalancer\": {\"affinity\": {\"mode\": \"None\"}}}}");
    cluster.awaitCondition("gateway", "Exposed", "True", "RouteAccepted");
    assertThat(cluster.condition("gateway", "ConfigurationWarning")).isEmpty();
  }

  @Test
  void a_listener_and_a_gateway_that_are_not_there_are_said_and_it_recovers() {
    cluster.edit("gateway", "replace", "/loadBalancer/gateway/parentRefs/0/sectionName", "\"no\"");
    var refused = cluster.awaitCondition("gateway", "Exposed", "False", "RouteNotAccepted");
    System.out.println(refused.getMessage());
    assertThat(refused.getMessage()).startsWith("spec.loadBalancer.gateway");
    cluster.awaitCondition("gateway", "UIReady", "True", "Serving");

    cluster.edit("gateway", "replace", "/loadBalancer/gateway/parentRefs/0/name", "\"nobody\"");
    var pending = cluster.awaitCondition("gateway", "Exposed", "False", "AddressPending");
    System.out.println(pending.getMessage());
    assertThat(pending.getMessage()).startsWith("spec.loadBalancer.gateway");

    cluster.edit("gateway", "replace", "/loadBalancer/gateway/parentRefs/0/name", "\"public\"");
    cluster.edit("gateway", "replace", "/loadBalancer/gateway/parentRefs/0/sectionName", "\"web\"");
    cluster.awaitReady("gateway");
    awaitVisits(workbench);
  }

  static void behindPublic(ObjectNode spec) {
    var edge = spec.withObject("/loadBalancer");
    edge.put("host", HOST);
    ((ObjectNode) edge.withObject("/gateway").withArray("parentRefs").get(0))
        .put("namespace", "traefik")
        .put("sectionName", "web");
  }

  static void awaitVisits(Workbench from) {
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> FrontProxy.visits(from, HOST, 10, true).get("pods").size() > 0);
  }
}
