package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.sandbox.SelfSigned;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The way in through a real ingress controller: what the annotations say really happens. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EdgeE2E {

  private static final String HOST = "shop.example.com";
  private static final String LATE_CLASS = "e2e-late";

  /** Traefik's entry points end requests that take longer to come in than this: 60 s. */
  private static final int LONGER_THAN_ITS_TIMEOUT = 75;

  private static RealCluster cluster;
  private static Workbench workbench;
  private static CompletableFuture<JsonNode> streams;

  @TempDir static Path folder;

  @BeforeAll
  static void apply() throws Exception {
    cluster = new RealCluster("edge");
    FrontProxy.require(cluster.client);
    cluster.client.network().v1().ingressClasses().withName(LATE_CLASS).delete();
    cluster.apply("ingress");
    workbench = new Workbench(cluster);
    cluster.awaitReady("ingress");
    awaitVisit();
    // Runs while the other tests do, none of which ends an instance.
    streams =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return workbench.run("streams", FrontProxy.URL, HOST, LONGER_THAN_ITS_TIMEOUT);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @AfterAll
  static void close() {
    cluster.client.network().v1().ingressClasses().withName(LATE_CLASS).delete();
    cluster.close();
  }

  @Test
  @Order(1)
  void the_status_says_where_to_open_it() {
    cluster.awaitCondition("ingress", "Exposed", "True", "RouteAccepted");
    assertThat(cluster.stack("ingress").get().getStatus().url()).isEqualTo("http://" + HOST + "/");
    assertThat(cluster.condition("ingress", "ConfigurationWarning")).isEmpty();
  }

  @Test
  @Order(2)
  void a_browser_stays_with_one_instance_and_others_spread_over_all() throws Exception {
    var jar = FrontProxy.visits(workbench, HOST, 200, true);
    System.out.println("200 requests with a cookie jar: " + jar.get("pods"));
    assertThat(jar.get("pods").size()).isEqualTo(1);
    assertThat(affinityCookie(jar)).contains("HttpOnly", "SameSite=Lax").doesNotContain("Secure");

    var none = FrontProxy.visits(workbench, HOST, 60, false);
    System.out.println("60 requests without: " + none.get("pods"));
    assertThat(none.get("pods").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(
            cluster.pods("ingress", "ui").stream().map(p -> p.getMetadata().getName()).toList());
  }

  @Test
  @Order(3)
  void a_class_that_is_not_there_is_named_and_may_come_later() throws Exception {
    var pods = podNames();
    cluster.patch("ingress", loadBalancer("\"ingress\": {\"className\": \"" + LATE_CLASS + "\"}"));
    var missing = cluster.awaitCondition("ingress", "Exposed", "False", "IngressClassMissing");
    assertThat(missing.getMessage()).startsWith("spec.loadBalancer.ingress.className:");
    cluster.awaitCondition("ingress", "UIReady", "True", "Serving");
    cluster.awaitCondition("ingress", "StoreReady", "True", "Serving");

    cluster
        .client
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withName(LATE_CLASS)
                .endMetadata()
                .withNewSpec()
                .withController("traefik.io/ingress-controller")
                .endSpec()
                .build())
        .create();
    cluster.awaitCondition("ingress", "Exposed", "True", null);
    cluster.awaitReady("ingress");
    awaitVisit();
    cluster.patch("ingress", loadBalancer("\"ingress\": {\"className\": \"traefik\"}"));
    cluster.awaitReady("ingress");
    assertThat(podNames()).as("no instance was touched").isEqualTo(pods);
  }

  @Test
  @Order(4)
  void TLS_waits_for_its_secret_and_makes_the_cookie_secure() throws Exception {
    cluster.patch("ingress", loadBalancer("\"tls\": {\"secretName\": \"shop-tls\"}"));
    var missing = cluster.awaitCondition("ingress", "Exposed", "False", "TLSSecretMissing");
    assertThat(missing.getMessage()).startsWith("spec.loadBalancer.tls.secretName:");
    cluster.awaitCondition("ingress", "UIReady", "True", "Serving");

    var certificate = SelfSigned.in(folder, "san=dns:" + HOST);
    cluster
        .client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("shop-tls")
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withStringData(Map.of("tls.crt", certificate.pem(), "tls.key", certificate.key()))
                .build())
        .create();
    cluster.awaitReady("ingress");
    assertThat(cluster.stack("ingress").get().getStatus().url()).isEqualTo("https://" + HOST + "/");
    var seen =
        await()
            .atMost(RealCluster.PATIENCE)
            .ignoreExceptions() // until Traefik has the certificate
            .until(
                () ->
                    workbench.run(
                        "visits", FrontProxy.SECURE_URL, HOST, 20, "jar", certificate.pem()),
                visits -> affinityCookie(visits).contains("Secure"));
    System.out.println("20 requests by https: " + seen);
    assertThat(seen.get("pods").size()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void a_WebSocket_and_an_event_stream_outlive_the_timeout_of_the_proxy() throws Exception {
    for (var stream : streams.get(3, TimeUnit.MINUTES)) {
      System.out.println("Open for %d s: %s".formatted(LONGER_THAN_ITS_TIMEOUT, stream));
      assertThat(stream.get("beats").asInt()).isGreaterThan(LONGER_THAN_ITS_TIMEOUT / 2);
      assertThat(stream.get("gap").asDouble()).isLessThan(15);
      assertThat(stream.get("pods").size()).as("one instance throughout").isEqualTo(1);
    }
  }

  @Test
  @Order(6)
  void without_an_ingress_its_objects_and_annotations_go_and_nothing_else() {
    var before = Leftovers.of(cluster);
    assertThat(before).contains("Ingress/ingress-ui");
    cluster.patch("ingress", loadBalancer("\"ingress\": null, \"tls\": null, \"host\": null"));
    cluster.awaitCondition("ingress", "Exposed", "True", "ClusterIP");
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Leftovers.of(cluster))
                    .containsExactlyInAnyOrderElementsOf(
                        before.stream().filter(o -> !o.equals("Ingress/ingress-ui")).toList()));
    var service =
        cluster.client.services().inNamespace(cluster.namespace).withName("ingress-ui").get();
    assertThat(service.getMetadata().getAnnotations().keySet())
        .noneMatch(key -> key.contains("traefik"));
    cluster.awaitReady("ingress");
  }

  /** Traefik learns of a new route a moment after the operator does. */
  private static void awaitVisit() {
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> FrontProxy.visits(workbench, HOST, 1, true).get("pods").size() == 1);
  }

  private static String loadBalancer(String fields) {
    return "{\"spec\": {\"loadBalancer\": {" + fields + "}}}";
  }

  private static String affinityCookie(JsonNode visits) {
    for (var cookie : visits.get("cookies")) {
      if (cookie.asText().startsWith("sessionstack-affinity=")) {
        return cookie.asText();
      }
    }
    return "";
  }

  private static List<String> podNames() {
    return cluster.pods("ingress", "ui").stream()
        .map(Pod::getMetadata)
        .map(meta -> meta.getName() + meta.getUid())
        .sorted()
        .toList();
  }
}
