package dev.sessionstack.flow;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The way in, on the fake API server. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class EdgeTest extends EdgeFlow {

  /** Not on a real one, which may answer 403 to a route that is put back while its kind goes. */
  @Test
  void gatewayApiThatIsTakenAwayStopsNothingElse() {
    install("standard");
    site.apply(STACK + GATEWAY);
    site.await(HTTPRoute.class, "shop-ui");
    answer("True");
    site.awaitAmong("shop", "Ready=True Serving");

    remove();

    site.awaitAmong("shop", "Exposed=False GatewayAPIMissing", "UIReady=True Serving");

    install("experimental");

    site.await(HTTPRoute.class, "shop-ui");
    answer("True");
    site.awaitReady("shop");
  }
}
