package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.plan.Capabilities.IngressClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgePlanTest {

  private static final Capabilities NO_GATEWAY_API = cluster(Optional.empty(), Set.of());
  private static final Capabilities STANDARD =
      cluster(Optional.of(Set.of("matches", "timeouts")), Set.of());
  private static final String GATEWAY = "gateway: {parentRefs: [{name: public}]}";

  @ParameterizedTest
  @CsvSource({
    "Gradio,'',ClientIP",
    "Streamlit,'',ClientIP",
    "Generic,'',None",
    "Gradio,'ingress: {}',Cookie",
    "Streamlit,'gateway: {parentRefs: [{name: public}]}',Cookie",
    "Generic,'ingress: {}',None",
    "Generic,'ingress: {className: nginx}, affinity: {mode: Cookie}',Cookie",
    "Gradio,'ingress: {}, affinity: {mode: None}',None"
  })
  void affinity_is_what_the_profile_needs_and_the_proxy_can(
      String profile, String edge, Affinity.Mode mode) {
    var plan = plan(profile, 2, edge, Given.CLUSTER);
    assertThat(plan.edge().affinity()).isEqualTo(mode);
    assertThat(plan.edge().serviceAffinity())
        .as("a proxy does not ask the Service")
        .isEqualTo(mode == Affinity.Mode.Cookie ? Affinity.Mode.None : mode);
    assertThat(plan.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "affinity: {mode: Cookie}",
        "affinity: {mode: Cookie}, ingress: {className: other}",
        "ingress: {className: other}"
      })
  void a_cookie_that_cannot_be_had_is_said_and_becomes_an_address(String edge) {
    assertUnsupported(plan("Gradio", 2, edge, Given.CLUSTER));
  }

  @Test
  void what_one_instance_does_not_need_is_no_news() {
    var plan = plan("Gradio", 1, "ingress: {className: other}", Given.CLUSTER);
    assertThat(plan.edge().affinity()).isEqualTo(Affinity.Mode.ClientIP);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void affinity_by_address_does_not_reach_through_a_proxy() {
    var plan = plan("Generic", 2, "affinity: {mode: ClientIP}, ingress: {}", Given.CLUSTER);
    assertUnsupported(plan);
  }

  @Test
  void the_standard_channel_has_no_cookie_and_no_field_that_it_would_refuse() {
    var plan = plan("Gradio", 2, GATEWAY, STANDARD);
    assertUnsupported(plan);
    var route = plan.edge().route().orElseThrow();
    assertThat(route.cookie()).isEmpty();
    assertThat(route.unlimited()).isTrue();
  }

  /** It would say so when asked, but nobody asks, and then users lose their sessions. */
  @ParameterizedTest
  @ValueSource(strings = {"traefik.io/gateway-controller", "istio.io/gateway-controller"})
  void a_gateway_that_is_known_to_ignore_the_cookie_is_named(String controller) {
    var plan =
        plan(
            "Gradio",
            2,
            GATEWAY,
            cluster(Optional.of(Set.of("sessionPersistence")), Set.of(controller)));
    assertUnsupported(plan);
    assertThat(plan.warnings().get(0).message()).contains(controller);
    assertThat(plan.edge().route().orElseThrow().cookie())
        .as("it stays in the route, for the day when it is heeded")
        .isPresent();
  }

  @Test
  void a_gateway_without_the_api_is_left_to_the_condition_that_says_so() {
    var plan = plan("Gradio", 2, GATEWAY, NO_GATEWAY_API);
    assertThat(plan.edge().routesServed()).isFalse();
    assertThat(plan.warnings()).isEmpty();
  }

  /** An operator whose rights end at its namespaces: the names are all that it has. */
  @Test
  void classes_that_cannot_be_read_are_known_by_their_usual_names() {
    var blind = new Capabilities(Optional.empty(), Optional.empty(), Set.of());
    var ingress =
        plan("Gradio", 2, "ingress: {className: nginx}, maxBodySize: 1Mi", blind).edge().ingress();
    assertThat(ingress.orElseThrow().classMissing()).isFalse();
    assertThat(ingress.orElseThrow().annotations())
        .containsEntry("nginx.ingress.kubernetes.io/affinity", "cookie")
        .containsEntry("nginx.org/websocket-services", "shop-ui")
        .containsEntry("nginx.org/client-max-body-size", "1m");
    assertUnsupported(plan("Gradio", 2, "ingress: {}", blind));
    assertThat(plan("Gradio", 2, "ingress: {className: alb}, maxBodySize: 1Mi", blind).warnings())
        .as("a guess is no ground to object")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "className: nginx,false",
    "className: gone,true",
    "'',false",
    "'annotations: {kubernetes.io/ingress.class: gone}',false"
  })
  void a_class_is_missing_when_it_is_named_and_not_there(String ingress, boolean missing) {
    var plan = plan("Generic", 1, "ingress: {" + ingress + "}", Given.CLUSTER);
    assertThat(plan.edge().ingress().orElseThrow().classMissing()).isEqualTo(missing);
  }

  @Test
  void no_class_is_missing_where_none_is_the_default() {
    var cluster =
        new Capabilities(
            Optional.empty(),
            Optional.of(List.of(new IngressClass("nginx", "k8s.io/ingress-nginx", false))),
            Set.of());
    var plan = plan("Generic", 1, "ingress: {}", cluster);
    assertThat(plan.edge().ingress().orElseThrow().classMissing()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'maxBodySize: 1Gi, ingress: {className: traefik}',spec.loadBalancer.maxBodySize",
    "'idleTimeout: 1h, ingress: {className: traefik}',spec.loadBalancer.idleTimeout",
    "'idleTimeout: 2h, ingress: {className: alb}',spec.loadBalancer.idleTimeout",
    "'tls: {secretName: t}, ingress: {className: alb}',spec.loadBalancer.tls.secretName",
    "'affinity: {cookieName: a}, ingress: {className: alb}',spec.loadBalancer.affinity.cookieName",
    "'affinity: {timeout: 1h}, ingress: {className: haproxy}',spec.loadBalancer.affinity.timeout",
    "'maxBodySize: 1Gi, gateway: {parentRefs: [{name: p}]}',spec.loadBalancer.maxBodySize",
    "'idleTimeout: 1h, affinity: {mode: None}, ingress: {className: other}',spec.loadBalancer.idleTimeout"
  })
  void a_setting_without_effect_is_named(String edge, String field) {
    assertThat(plan("Gradio", 2, edge, Given.CLUSTER).warnings())
        .singleElement()
        .returns("SettingUnsupported", Problem::reason)
        .returns(field, Problem::field);
  }

  @ParameterizedTest
  @CsvSource({"100Mi,100m", "1Gi,1024m", "64Ki,64k", "1000,1000", "5M,5000000"})
  void sizes_are_as_nginx_reads_them(String size, String nginx) {
    var plan =
        plan("Generic", 1, "maxBodySize: " + size + ", ingress: {className: nginx}", Given.CLUSTER);
    assertThat(plan.edge().ingress().orElseThrow().annotations())
        .containsEntry("nginx.ingress.kubernetes.io/proxy-body-size", nginx);
  }

  @Test
  void annotations_of_the_users_win_on_the_ingress_and_on_the_service() {
    var cookie = "traefik.ingress.kubernetes.io/service.sticky.cookie.samesite";
    var edge =
        plan(
                "Gradio",
                2,
                "tls: {secretName: t}, service: {annotations: {"
                    + cookie
                    + ": strict}}, ingress: {annotations: {traefik.ingress.kubernetes.io/router.tls:"
                    + " 'false'}}",
                Given.CLUSTER)
            .edge();
    assertThat(edge.annotations()).containsEntry(cookie, "strict");
    assertThat(edge.ingress().orElseThrow().annotations())
        .containsEntry("traefik.ingress.kubernetes.io/router.tls", "false");
  }

  private static void assertUnsupported(StackPlan plan) {
    assertThat(plan.edge().affinity()).isEqualTo(Affinity.Mode.ClientIP);
    assertThat(plan.edge().annotations()).isEmpty();
    assertThat(plan.warnings())
        .singleElement()
        .returns("AffinityUnsupported", Problem::reason)
        .returns("spec.loadBalancer.affinity.mode", Problem::field);
    assertThat(plan.holds(Component.EDGE)).isEmpty();
  }

  private static Capabilities cluster(Optional<Set<String>> ruleFields, Set<String> gateways) {
    return new Capabilities(ruleFields, Given.CLUSTER.classes(), gateways);
  }

  private static StackPlan plan(String profile, int replicas, String edge, Capabilities cluster) {
    return Given.plan(
        "ui: {image: 'shop:1', profile: %s, replicas: %d}%nstore: {managed: {}}%nloadBalancer: {%s}"
            .formatted(profile, replicas, edge),
        cluster);
  }
}
