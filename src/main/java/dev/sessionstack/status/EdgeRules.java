package dev.sessionstack.status;

import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.IngressPlan;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.RoutePlan;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether users can come in, and by which way. */
final class EdgeRules {

  static final String EXPOSED = "Exposed";

  private static final String CLASS = "spec.loadBalancer.ingress.className";
  private static final String GATEWAY = "spec.loadBalancer.gateway";

  static Optional<Verdict> exposed(Facts facts) {
    var edge = facts.plan().edge();
    var type = edge.serviceType();
    return Optional.of(
        service(facts)
            .or(() -> edge.ingress().map(ingress -> ingress(ingress, facts)))
            .or(() -> edge.route().map(route -> route(route, facts)))
            .or(() -> unsupported(facts))
            .orElse(
                Verdict.yes(
                    EXPOSED, type.name(), "the Service leads to the instances that are ready")));
  }

  /** Why nobody gets in, whatever is in front of the Service. */
  private static Optional<Verdict> service(Facts facts) {
    if (facts.live().uiService().isEmpty()) {
      return facts
          .obstacle(EXPOSED, Component.UI)
          .or(() -> Optional.of(Verdict.no(EXPOSED, "Creating", "the Service is not there yet")));
    }
    var type = facts.plan().edge().serviceType();
    return type == ServiceSpec.Type.LoadBalancer && Address.ofLoadBalancer(facts.live()).isEmpty()
        ? Optional.of(
            Verdict.no(
                EXPOSED,
                "AddressPending",
                "spec.loadBalancer.service: no address has been assigned yet; the cluster needs a"
                    + " provider of load balancers, else use ClusterIP or NodePort"))
        : Optional.empty();
  }

  private static Verdict ingress(IngressPlan plan, Facts facts) {
    var obstacle = facts.obstacle(EXPOSED, Component.EDGE);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    if (facts.edge().ingress().isEmpty()) {
      return Verdict.no(EXPOSED, "Creating", "the Ingress is not there yet");
    }
    if (plan.tlsMissing()) {
      return Verdict.no(
          EXPOSED,
          "TLSSecretMissing",
          "spec.loadBalancer.tls.secretName: Secret "
              + plan.tlsSecret().orElseThrow()
              + " does not exist in this namespace; create it, or have cert-manager create it by an"
              + " annotation in loadBalancer.ingress.annotations");
    }
    var address = facts.edge().ingressAddress();
    // An address may be what the controller of another class has left. Only without a name may it
    // be of one that takes what has no class.
    if (plan.classMissing() && (address.isEmpty() || plan.className().isPresent())) {
      return Verdict.no(EXPOSED, "IngressClassMissing", classAdvice(plan));
    }
    if (address.isEmpty() && plan.addressExpected()) {
      return Verdict.no(
          EXPOSED,
          "AddressPending",
          "spec.loadBalancer.ingress: its controller has not given it an address yet; if this lasts,"
              + " see kubectl describe ingress");
    }
    return unsupported(facts)
        .orElseGet(
            () ->
                address
                    .map(
                        at ->
                            Verdict.yes(EXPOSED, "RouteAccepted", "the Ingress is served at " + at))
                    .orElseGet(
                        () ->
                            Verdict.yes(
                                EXPOSED,
                                "RouteApplied",
                                "the Ingress is there; its controller has written no address into"
                                    + " it, which not every controller does")));
  }

  private static String classAdvice(IngressPlan plan) {
    return plan.className()
        .map(
            name ->
                CLASS
                    + ": there is no IngressClass "
                    + name
                    + " in this cluster; install its controller or correct the name (kubectl get"
                    + " ingressclass)")
        .orElse(
            CLASS
                + ": no IngressClass of this cluster is the default; name one (kubectl get"
                + " ingressclass)");
  }

  private static Verdict route(RoutePlan plan, Facts facts) {
    if (!facts.plan().edge().routesServed()) {
      return Verdict.no(
          EXPOSED,
          "GatewayAPIMissing",
          GATEWAY
              + ": this cluster does not serve HTTPRoutes (gateway.networking.k8s.io/v1); install the"
              + " CRDs of the Gateway API and a controller, or use loadBalancer.ingress");
    }
    var obstacle = facts.obstacle(EXPOSED, Component.EDGE);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    if (facts.edge().route().isEmpty()) {
      return Verdict.no(EXPOSED, "Creating", "the HTTPRoute is not there yet");
    }
    var answers = facts.edge().answers();
    if (answers.isEmpty()) {
      return Verdict.no(
          EXPOSED,
          "AddressPending",
          GATEWAY
              + ".parentRefs: no gateway has taken the route yet; see whether "
              + plan.parents().stream()
                  .map(RoutePlan.Parent::title)
                  .collect(Collectors.joining(", "))
              + " exists and its controller runs");
    }
    var refusals =
        answers.stream()
            .map(EdgeRules::refusal)
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    if (answers.stream().allMatch(answer -> refusal(answer).isPresent())) {
      return Verdict.no(EXPOSED, "RouteNotAccepted", GATEWAY + ".parentRefs: " + refusals);
    }
    return unsupported(facts)
        .orElseGet(
            () ->
                Verdict.yes(
                    EXPOSED,
                    "RouteAccepted",
                    "the route is accepted" + (refusals.isEmpty() ? "" : ", but " + refusals)));
  }

  /** Why a gateway does not lead here, in its controller's words. */
  private static Optional<String> refusal(RouteParentStatus answer) {
    var said = Optional.ofNullable(answer.getConditions()).stream().flatMap(c -> c.stream());
    var conditions = said.toList();
    return conditions.stream()
        .filter(c -> "Accepted".equals(c.getType()) || "ResolvedRefs".equals(c.getType()))
        .filter(c -> "False".equals(c.getStatus()))
        .findFirst()
        .map(EdgeRules::words)
        .or(
            () ->
                conditions.stream().noneMatch(c -> "Accepted".equals(c.getType()))
                    ? Optional.of("not decided yet")
                    : Optional.empty())
        .map(why -> title(answer.getParentRef()) + ": " + why);
  }

  /** Some controllers give a reason alone. */
  private static String words(Condition said) {
    return said.getMessage() == null || said.getMessage().isBlank()
        ? said.getReason()
        : said.getMessage();
  }

  private static String title(ParentReference parent) {
    return parent == null
        ? "a Gateway"
        : "Gateway "
            + Objects.requireNonNullElse(parent.getName(), "")
            + (parent.getSectionName() == null ? "" : " (" + parent.getSectionName() + ")");
  }

  /** Users come in, but not as the spec asks. */
  private static Optional<Verdict> unsupported(Facts facts) {
    return facts.plan().warnings().stream()
        .filter(problem -> problem.reason().equals("AffinityUnsupported"))
        .findFirst()
        .map(Problem::message)
        .map(message -> Verdict.yes(EXPOSED, "AffinityUnsupported", message));
  }

  private EdgeRules() {}
}
