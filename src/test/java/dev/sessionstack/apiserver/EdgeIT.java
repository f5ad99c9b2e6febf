package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.flow.EdgeFlow;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;

/**
 * The way in, on a real API server: with its defaults, with the CRDs of the Gateway API that it
 * fills in and validates, and with the rights of manifests/ and no others.
 */
@NeedsApiServer
@QuarkusTest
@WithTestResource(RealCluster.class)
class EdgeIT extends EdgeFlow {

  @AfterEach
  void operatorHasAllTheRightsThatItUses() {
    assertThat(cluster.forbidden()).isEmpty();
  }
}
