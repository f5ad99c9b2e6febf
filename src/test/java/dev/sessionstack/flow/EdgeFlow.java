package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way in, on whichever API server: with and without the Gateway API, which comes and goes. */
public abstract class EdgeFlow extends Flow {

  private static final String CRD = "httproutes.gateway.networking.k8s.io";

  protected static final String STACK =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1", replicas: 2, profile: Gradio}
        store: {memory: {}}
        loadBalancer:
          host: shop.example.com
      """;

  protected static final String GATEWAY =
      "    gateway: {parentRefs: [{name: public, port: 443}]}\n";
  private static final String INGRESS = "    ingress: {className: edge-traefik}\n";

  private KubernetesClient admin;

  @BeforeEach
  void classes() {
    admin = cluster.client("test");
    ingressClass("edge-traefik", "traefik.io/ingress-controller");
  }

  @AfterEach
  void clean() {
    site.deleteStack("shop"); // else its route would be put back while its kind goes
    Site.eventually(() -> assertThat(site.find(Ingress.class, "shop-ui")).isEmpty());
    admin.resources(IngressClass.class).delete();
    remove();
    admin.close();
  }

  @Test
  void gatewayApiThatIsNotThereIsSaidAndTheRestRunsUntilItIs() {
    site.apply(STACK + GATEWAY);
    site.awaitAmong(
        "shop",
        "Ready=False GatewayAPIMissing",
        "UIReady=True Serving",
        "StoreReady=True InProcess",
        "Exposed=False GatewayAPIMissing");
    assertThat(site.inventory()).contains("Deployment shop-ui", "Service shop-ui");

    install("standard");

    site.awaitAmong("shop", "Exposed=False AddressPending");
    answer("True");
    site.awaitAmong("shop", "Ready=True Serving", "Exposed=True AffinityUnsupported");
    assertThat(affinity()).isEqualTo("ClientIP");
    staysSilent();

    // For a minute or two a real server shows watches that are open the routes without the new
    // field, so that they are applied again whenever there is a reason to look.
    install("experimental");

    site.awaitAmong("shop", "Exposed=True RouteAccepted");
    Site.eventually(
        () -> {
          var rule = site.get(HTTPRoute.class, "shop-ui").getSpec().getRules().get(0);
          assertThat(rule.getSessionPersistence().getSessionName())
              .isEqualTo("sessionstack-affinity");
          assertThat(affinity()).isEqualTo("None");
        });
    assertThat(site.status("shop").url()).isEqualTo("https://shop.example.com/");
  }

  @Test
  void refusedRouteIsSaidInTheWordsOfTheGateway() {
    install("standard");
    site.apply(STACK + GATEWAY);
    site.await(HTTPRoute.class, "shop-ui");

    answer("False");

    site.awaitAmong("shop", "Ready=False RouteNotAccepted");
    assertThat(site.condition("shop", "Exposed").getMessage())
        .contains("Gateway public", "NotAllowedByListeners");
  }

  @Test
  void eachWayInIsReadyAndThenWritesNothing() {
    install("experimental");
    site.applySecret("shop-tls", Map.of("tls.crt", "a", "tls.key", "b"));
    site.apply(STACK + "    tls: {secretName: shop-tls}\n" + INGRESS);
    site.awaitReady("shop");
    staysSilent();

    site.patchSpec(
        "shop",
        """
        {"loadBalancer": {"tls": null, "ingress": null, "affinity": {"timeout": "1h"},
          "gateway": {"parentRefs": [{"name": "a"}, {"name": "b", "namespace": "c"}]}}}
        """);
    site.await(HTTPRoute.class, "shop-ui");
    answer("True");
    site.awaitReady("shop");
    Site.eventually(() -> assertThat(site.inventory()).doesNotContain("Ingress shop-ui"));
    assertThat(site.get(Service.class, "shop-ui").getMetadata().getAnnotations())
        .as("Traefik's cookie")
        .isNullOrEmpty();
    staysSilent();

    site.patchSpec(
        "shop", "{\"loadBalancer\": {\"gateway\": null, \"ingress\": {}, \"affinity\": null}}");

    site.await(Ingress.class, "shop-ui");
    Site.eventually(() -> assertThat(site.inventory()).doesNotContain("HTTPRoute shop-ui"));
  }

  @Test
  void ingressThatIsNoLongerWantedGoesAndNothingElse() {
    site.apply(STACK + INGRESS);
    site.awaitReady("shop");
    awaitRest();
    var before = site.inventory();
    var pods = uids();

    site.patchSpec("shop", "{\"loadBalancer\": null}");

    site.awaitAmong("shop", "Exposed=True ClusterIP");
    Site.eventually(() -> assertThat(site.find(Ingress.class, "shop-ui")).isEmpty());
    var rest = new java.util.ArrayList<>(before);
    rest.remove("Ingress shop-ui");
    assertThat(site.inventory()).containsExactlyInAnyOrderElementsOf(rest);
    assertThat(uids()).isEqualTo(pods);
  }

  @Test
  void classThatComesLaterBringsItsAnnotations() {
    site.apply(STACK + "    ingress: {className: edge-nginx}\n");
    site.awaitAmong("shop", "Exposed=False IngressClassMissing", "UIReady=True Serving");
    site.await(Ingress.class, "shop-ui");

    ingressClass("edge-nginx", "k8s.io/ingress-nginx");

    site.awaitAmong("shop", "Exposed=True RouteApplied");
    Site.eventually(
        () ->
            assertThat(site.get(Ingress.class, "shop-ui").getMetadata().getAnnotations())
                .containsEntry("nginx.ingress.kubernetes.io/affinity", "cookie"));
  }

  @Test
  void certificateThatComesLaterIsNoticed() {
    site.apply(STACK + "    tls: {secretName: shop-tls}\n" + INGRESS);
    site.awaitAmong("shop", "Ready=False TLSSecretMissing", "UIReady=True Serving");
    assertThat(site.inventory()).contains("Ingress shop-ui");

    site.applySecret("shop-tls", Map.of("tls.crt", "a", "tls.key", "b"));

    site.awaitReady("shop");
    assertThat(site.status("shop").url()).isEqualTo("https://shop.example.com/");
  }

  /** Every child is touched by somebody else, so that the operator looks at all of them again. */
  private void staysSilent() {
    awaitRest();
    var children = site.objects();
    var mark = cluster.mark();
    var before = passes();

    children.forEach(child -> site.touch(child, "at-" + mark));

    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  private String affinity() {
    return site.get(Service.class, "shop-ui").getSpec().getSessionAffinity();
  }

  private List<String> uids() {
    return site.objects().stream()
        .filter(object -> !(object instanceof Ingress))
        .map(object -> object.getMetadata().getUid())
        .toList();
  }

  /** As a gateway's controller does. */
  protected final void answer(String accepted) {
    var route = site.await(HTTPRoute.class, "shop-ui");
    var status =
        new HTTPRouteStatusBuilder()
            .addNewParent()
            .withControllerName("example.com/gateway-controller")
            .withParentRef(route.getSpec().getParentRefs().get(0))
            .withConditions(
                new ConditionBuilder()
                    .withType("Accepted")
                    .withStatus(accepted)
                    .withReason("Because")
                    .withMessage("NotAllowedByListeners")
                    .withLastTransitionTime(Site.now())
                    .build())
            .endParent()
            .build();
    admin
        .resource(route)
        .editStatus(
            live -> {
              live.setStatus(status);
              return live;
            });
  }

  private void ingressClass(String name, String controller) {
    admin
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withController(controller)
                .endSpec()
                .build())
        .createOr(existing -> existing.update());
  }

  protected final void install(String channel) {
    var file = "/gateway-api/httproutes-" + channel + ".yaml";
    HasMetadata crd = admin.load(EdgeFlow.class.getResourceAsStream(file)).items().get(0);
    admin.resource(crd).forceConflicts().serverSideApply();
  }

  /** The CRD, with all routes. */
  protected final void remove() {
    admin.resources(CustomResourceDefinition.class).withName(CRD).delete();
    Site.eventually(
        () ->
            assertThat(admin.resources(CustomResourceDefinition.class).withName(CRD).get())
                .isNull());
  }
}
