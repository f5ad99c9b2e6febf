package dev.sessionstack.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Assumptions;

/** The Traefik of {@code src/test/resources/cluster/traefik.yaml}: class, Gateway and address. */
final class FrontProxy {

  static final String URL = "http://traefik.traefik.svc";
  static final String SECURE_URL = "https://traefik.traefik.svc";

  private static final String HOW =
      "CLUSTER TIER, EDGE SKIPPED: install src/test/resources/cluster/traefik.yaml and the CRDs of"
          + " the Gateway API, as .ci/cluster does";

  /** Skips the test class, loudly, where there is none. */
  static void require(KubernetesClient client) {
    var there =
        client.network().v1().ingressClasses().withName("traefik").get() != null
            && client.services().inNamespace("traefik").withName("traefik").get() != null;
    if (!there) {
      System.err.println(HOW);
    }
    Assumptions.assumeTrue(there, HOW);
  }

  /** Its address, for programs that do not ask the cluster's DNS. */
  static String address(KubernetesClient client) {
    return client
        .services()
        .inNamespace("traefik")
        .withName("traefik")
        .get()
        .getSpec()
        .getClusterIP();
  }

  /** Who answers to one visitor, with a jar for all cookies or with none but the session's. */
  static JsonNode visits(Workbench from, String host, int times, boolean jar) throws Exception {
    return from.run("visits", URL, host, times, jar ? "jar" : "none");
  }

  private FrontProxy() {}
}
