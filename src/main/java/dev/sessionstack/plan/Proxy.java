package dev.sessionstack.plan;

import dev.sessionstack.api.IngressSpec;
import dev.sessionstack.api.LoadBalancerSpec;
import dev.sessionstack.plan.IngressController.Annotations;
import dev.sessionstack.plan.ProxySettings.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What is in front of the Service, as far as the cluster tells.
 *
 * @param kind an Ingress, a gateway or nothing
 * @param controllers who may serve the Ingress; several where its class cannot be read
 * @param found the IngressClass, where it can be read and exists
 * @param classMissing whether there is no such class, or no default one
 * @param obstacle why no cookie can be had of it, if that is known
 */
record Proxy(
    Kind kind,
    List<IngressController> controllers,
    Optional<Capabilities.IngressClass> found,
    boolean classMissing,
    Optional<String> obstacle) {

  enum Kind {
    NONE,
    INGRESS,
    GATEWAY
  }

  /** How a class was named before Ingress had a field for it. It need not exist as an object. */
  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

  /**
   * Controllers of gateways that accept a route with sessionPersistence and ignore it: Traefik, as
   * its source says (3.7) and its issue 11243; Istio, as those say who document sticky sessions
   * with it.
   *
   * @see <a href="https://github.com/traefik/traefik/issues/11243">Traefik</a>
   * @see <a
   *     href="https://docs.cloudbees.com/docs/cloudbees-ci/latest/kubernetes-install-guide/gateway-api-supported-implementations">Istio</a>
   */
  private static final Set<String> WITHOUT_COOKIE =
      Set.of("traefik.io/gateway-controller", "istio.io/gateway-controller");

  static Proxy of(LoadBalancerSpec spec, Capabilities cluster) {
    if (spec.gateway() != null) {
      return new Proxy(Kind.GATEWAY, List.of(), Optional.empty(), false, ofGateway(cluster));
    }
    if (spec.ingress() != null) {
      return ofIngress(spec.ingress(), cluster);
    }
    return new Proxy(Kind.NONE, List.of(), Optional.empty(), false, Optional.empty());
  }

  private static Optional<String> ofGateway(Capabilities cluster) {
    if (!cluster.servesRoutes()) {
      return Optional.empty(); // there will be more to say once it does
    }
    if (!cluster.hasRuleField(RoutePlan.SESSION_PERSISTENCE)) {
      return Optional.of(
          "HTTPRoutes of this cluster have no sessionPersistence, which the experimental channel of"
              + " the Gateway API has; install that, or use loadBalancer.ingress");
    }
    return cluster.gateways().stream()
        .filter(WITHOUT_COOKIE::contains)
        .sorted()
        .findFirst()
        .map(
            name ->
                "the gateway's controller "
                    + name
                    + " does not implement sessionPersistence; use another one, or"
                    + " loadBalancer.ingress");
  }

  private static Proxy ofIngress(IngressSpec ingress, Capabilities cluster) {
    var legacy =
        Optional.ofNullable(ingress.annotations())
            .map(annotations -> annotations.get(CLASS_ANNOTATION));
    var named = Optional.ofNullable(ingress.className()).or(() -> legacy);
    Predicate<Capabilities.IngressClass> isMeant =
        one -> named.map(one.name()::equals).orElse(one.isDefault());
    var found = cluster.classes().stream().flatMap(List::stream).filter(isMeant).findFirst();
    var controllers =
        found
            .map(IngressController::of)
            .or(() -> named.map(IngressController::guess))
            .orElse(List.of());
    var missing =
        cluster.classes().isPresent()
            && found.isEmpty()
            && (ingress.className() != null || legacy.isEmpty());
    var obstacle =
        controllers.isEmpty()
            ? Optional.of(
                found
                        .map(
                            one ->
                                "the controller " + one.controller() + " of this IngressClass is")
                        .orElse("the ingress controller is")
                    + " not known to the operator; if annotations of yours in"
                    + " loadBalancer.ingress.annotations make it sticky, set None here, else use"
                    + " a class of a controller in docs/edge.md")
            : Optional.<String>empty();
    return new Proxy(Kind.INGRESS, controllers, found, missing, obstacle);
  }

  /** Of Ingress and Service. */
  Annotations annotations(ProxySettings settings) {
    var annotations = Annotations.empty();
    controllers.forEach(controller -> controller.annotate(settings, annotations));
    return annotations;
  }

  /** Warns of what the user has set and this proxy will not do. */
  void object(LoadBalancerSpec spec, ProxySettings settings, Consumer<Problem> problems) {
    for (var setting : asked(spec, settings)) {
      objection(setting, settings)
          .ifPresent(
              why ->
                  problems.accept(
                      Problem.warns(Component.EDGE, "SettingUnsupported", setting.field(), why)));
    }
  }

  private Optional<String> objection(Setting setting, ProxySettings settings) {
    if (kind == Kind.GATEWAY) {
      return setting == Setting.MAX_BODY_SIZE || setting == Setting.IDLE_TIMEOUT
          ? Optional.of(
              "the Gateway API has no field for it; set it by a policy of the gateway's controller"
                  + " and remove it here")
          : Optional.empty();
    }
    if (found.isEmpty()) {
      return Optional.empty(); // who serves it is a guess
    }
    return controllers.isEmpty()
        ? Optional.of(
                "how to tell the controller "
                    + found.get().controller()
                    + " is not known to the operator; say it in loadBalancer.ingress.annotations and"
                    + " remove it here")
            .filter(unknown -> setting != Setting.TLS)
        : controllers.get(0).objection(setting, settings);
  }

  private static Set<Setting> asked(LoadBalancerSpec spec, ProxySettings settings) {
    var asked = EnumSet.noneOf(Setting.class);
    var affinity = Optional.ofNullable(spec.affinity()).filter(a -> settings.cookie().isPresent());
    Map.of(
            Setting.MAX_BODY_SIZE, spec.maxBodySize() != null,
            Setting.IDLE_TIMEOUT, spec.idleTimeout() != null,
            Setting.TLS, spec.tls() != null,
            Setting.COOKIE_NAME, affinity.map(a -> a.cookieName() != null).orElse(false),
            Setting.COOKIE_LIFETIME, affinity.map(a -> a.timeout() != null).orElse(false))
        .forEach(
            (setting, isSet) -> {
              if (isSet) {
                asked.add(setting);
              }
            });
    return asked;
  }
}
