package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Single;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.plan.Capabilities;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.Reports;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of the way in, and where it leads. */
class EdgeRulesTest {

  private static final String INGRESS = "host: shop.example.com, ingress: {className: nginx}";
  private static final String GATEWAY =
      "host: shop.example.com, gateway: {parentRefs: [{name: public}]}";

  @ParameterizedTest
  @CsvSource({
    "'ingress: {className: nginx}',true,True RouteAccepted",
    "'ingress: {className: nginx}',false,True RouteApplied",
    "'ingress: {className: alb}',true,True RouteAccepted",
    "'ingress: {className: alb}',false,False AddressPending",
    "'ingress: {className: gone}',false,False IngressClassMissing",
    "'ingress: {className: gone}',true,False IngressClassMissing",
    "'affinity: {mode: Cookie}, ingress: {className: other}',true,True AffinityUnsupported",
    "'affinity: {mode: Cookie}, ingress: {className: gone}',false,False IngressClassMissing"
  })
  void an_ingress_is_what_its_controller_makes_of_it(String edge, boolean address, String said) {
    var facts = facts(plan(edge), Optional.of(ingress(address)), Optional.empty());
    assertThat(exposed(facts)).isEqualTo(said);
  }

  @Test
  void a_missing_certificate_is_said_and_holds_nothing() {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1'}\nstore: {memory: {}}\nloadBalancer: {tls: {secretName: gone},"
                + " ingress: {className: nginx}}");
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.around(java.util.Map.of()));
    assertThat(plan.isHeld()).isFalse();
    var facts = facts(plan, Optional.of(ingress(true)), Optional.empty());
    assertThat(exposed(facts)).isEqualTo("False TLSSecretMissing");
    assertThat(EdgeRules.exposed(facts).orElseThrow().message())
        .startsWith("spec.loadBalancer.tls.secretName: Secret gone");
  }

  @Test
  void what_was_refused_is_said_of_the_edge_alone() {
    var failure = new Failure(Component.EDGE, Failure.REJECTED, "Ingress shop-ui is refused", true);
    var facts =
        new Facts(
            plan(INGRESS),
            live(),
            new LiveEdge(Optional.empty(), Optional.empty()),
            Reports.NONE,
            List.of(failure),
            Optional.empty());
    assertThat(exposed(facts)).isEqualTo("False Rejected");
  }

  @Test
  void a_gateway_without_its_api_is_told_what_to_install() {
    var plan =
        Given.plan(
            spec(GATEWAY), new Capabilities(Optional.empty(), Given.CLUSTER.classes(), Set.of()));
    assertThat(exposed(facts(plan, Optional.empty(), Optional.empty())))
        .isEqualTo("False GatewayAPIMissing");
  }

  @Test
  void a_route_waits_for_a_gateway() {
    assertThat(exposed(routed())).isEqualTo("False AddressPending");
    assertThat(EdgeRules.exposed(routed()).orElseThrow().message()).contains("Gateway public");
  }

  @Test
  void a_route_is_accepted_when_one_gateway_accepts_it() {
    assertThat(exposed(routed(condition("Accepted", "True")))).isEqualTo("True RouteAccepted");
    var both = routed(condition("Accepted", "True"), condition("Accepted", "False"));
    assertThat(exposed(both)).isEqualTo("True RouteAccepted");
    assertThat(EdgeRules.exposed(both).orElseThrow().message()).contains("because");
  }

  @ParameterizedTest
  @CsvSource({"Accepted,False", "ResolvedRefs,False", "Programmed,True"})
  void a_route_that_nobody_accepts_is_said_with_the_reason(String type, String status) {
    var facts = routed(condition(type, status));
    assertThat(exposed(facts)).isEqualTo("False RouteNotAccepted");
    assertThat(EdgeRules.exposed(facts).orElseThrow().message())
        .startsWith("spec.loadBalancer.gateway.parentRefs: Gateway public");
  }

  @Test
  void an_answer_of_a_gateway_that_is_no_longer_asked_counts_for_nothing() {
    var left =
        new HTTPRouteBuilder(route(condition("Accepted", "True")))
            .editSpec()
            .editFirstParentRef()
            .withSectionName("https")
            .endParentRef()
            .endSpec()
            .build();
    assertThat(exposed(facts(plan(GATEWAY), Optional.empty(), Optional.of(left))))
        .isEqualTo("False AddressPending");
  }

  @Test
  void a_refusal_without_a_message_is_said_by_its_reason() {
    var silent =
        condition("Accepted", "False").edit().withMessage("").withReason("NoMatch").build();
    assertThat(EdgeRules.exposed(routed(silent)).orElseThrow().message()).endsWith(": NoMatch");
  }

  @ParameterizedTest
  @CsvSource({
    "'ingress: {className: nginx}',false,http://shop-ui.default.svc/",
    "'ingress: {className: nginx}',true,http://192.0.2.1/",
    "'host: shop.example.com, ingress: {}',false,http://shop.example.com/",
    "'host: shop.example.com, tls: {secretName: t}, ingress: {}',true,https://shop.example.com/",
    "'ingress: {annotations: {alb.ingress.kubernetes.io/certificate-arn: a}}',true,https://192.0.2.1/"
  })
  void the_url_of_an_ingress_can_be_opened(String edge, boolean address, String url) {
    var facts = facts(plan(edge), Optional.of(ingress(address)), Optional.empty());
    assertThat(Address.url(facts)).contains(url);
  }

  @ParameterizedTest
  @CsvSource({
    "'host: shop.example.com, gateway: {parentRefs: [{name: p}]}',http://shop.example.com/",
    "'host: shop.example.com, gateway: {parentRefs: [{name: p, sectionName: https-shop}]}',"
        + "https://shop.example.com/",
    "'host: shop.example.com, gateway: {parentRefs: [{name: p, port: 443}]}',https://shop.example.com/",
    "'gateway: {parentRefs: [{name: p}]}',http://shop-ui.default.svc/"
  })
  void the_url_of_a_route_can_be_opened(String edge, String url) {
    var facts = facts(plan(edge), Optional.empty(), Optional.of(route()));
    assertThat(Address.url(facts)).contains(url);
  }

  private static String exposed(Facts facts) {
    var verdict = EdgeRules.exposed(facts).orElseThrow();
    return verdict.status() + " " + verdict.reason();
  }

  private static Facts routed(Condition... answers) {
    return facts(plan(GATEWAY), Optional.empty(), Optional.of(route(answers)));
  }

  private static Facts facts(StackPlan plan, Optional<Ingress> ingress, Optional<HTTPRoute> route) {
    return new Facts(
        plan, live(), new LiveEdge(ingress, route), Reports.NONE, List.of(), Optional.empty());
  }

  private static StackPlan plan(String edge) {
    return Given.plan(spec(edge));
  }

  private static String spec(String edge) {
    return "ui: {image: 'shop:1'}\nstore: {memory: {}}\nloadBalancer: {" + edge + "}";
  }

  private static Workloads live() {
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("shop-ui")
            .withNamespace("default")
            .endMetadata()
            .build();
    return new Workloads(
        Fleet.NONE,
        Optional.empty(),
        Optional.of(service),
        Single.NONE,
        Optional.empty(),
        Map.of(),
        Single.NONE,
        Map.of());
  }

  private static Ingress ingress(boolean address) {
    var ingress = new IngressBuilder().withNewStatus().withNewLoadBalancer();
    return (address ? ingress.addNewIngress().withIp("192.0.2.1").endIngress() : ingress)
        .endLoadBalancer()
        .endStatus()
        .build();
  }

  /** Each condition from a Gateway of its own. */
  private static HTTPRoute route(Condition... answers) {
    return new HTTPRouteBuilder()
        .withNewSpec()
        .addNewParentRef()
        .withName("public")
        .endParentRef()
        .endSpec()
        .withNewStatus()
        .withParents(
            Arrays.stream(answers)
                .map(
                    answer ->
                        new RouteParentStatusBuilder()
                            .withControllerName("example.com/gateways")
                            .withNewParentRef()
                            .withName("public")
                            .endParentRef()
                            .withConditions(answer)
                            .build())
                .toList())
        .endStatus()
        .build();
  }

  private static Condition condition(String type, String status) {
    return new ConditionBuilder().withType(type).withStatus(status).withMessage("because").build();
  }
}
