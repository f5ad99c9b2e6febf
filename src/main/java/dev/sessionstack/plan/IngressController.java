package dev.sessionstack.plan;

import dev.sessionstack.plan.ProxySettings.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ingress controllers whose annotations we know. What they say is in {@link Annotations}. */
enum IngressController {
  /** Its limits are set at its entry points or by its CRDs, not by annotations. */
  TRAEFIK("traefik.io/ingress-controller", "traefik") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      Traefik.annotate(settings, to);
    }

    @Override
    Optional<String> objection(Setting setting, ProxySettings settings) {
      return switch (setting) {
        case MAX_BODY_SIZE ->
            Optional.of(
                "Traefik has no limit of its own and sets one by a Middleware only; name one in"
                    + " ingress.annotations (traefik.ingress.kubernetes.io/router.middlewares)");
        case IDLE_TIMEOUT ->
            Optional.of(
                "Traefik does not end idle WebSockets, and its other timeouts are those of its entry"
                    + " points; set them there");
        default -> Optional.empty();
      };
    }
  },

  /** Of the Kubernetes project; Traefik reads its annotations too, with its provider for them. */
  INGRESS_NGINX("k8s.io/ingress-nginx", "nginx") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      Nginx.community(settings, to);
    }
  },

  /** NGINX Ingress Controller of F5. */
  F5_NGINX("nginx.org/ingress-controller", "nginx") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      Nginx.f5(settings, to);
    }
  },

  /** HAProxy Kubernetes Ingress Controller of HAProxy Technologies. */
  HAPROXY("haproxy.org/ingress-controller", "haproxy") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      HaProxy.company(settings, to);
    }

    @Override
    Optional<String> objection(Setting setting, ProxySettings settings) {
      return switch (setting) {
        case MAX_BODY_SIZE ->
            Optional.of("this controller has no annotation for it, and HAProxy has no limit");
        case IDLE_TIMEOUT ->
            Optional.of(
                "for WebSockets this controller takes it from its ConfigMap only: set timeout-tunnel"
                    + " (1h by default) and timeout-client there");
        case COOKIE_LIFETIME ->
            Optional.of("the cookie of this controller ends with the browser's session");
        default -> Optional.empty();
      };
    }
  },

  /** HAProxy Ingress, of its community. */
  HAPROXY_INGRESS("haproxy-ingress.github.io/controller", "haproxy") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      HaProxy.community(settings, to);
    }
  },

  /** AWS Load Balancer Controller. */
  AWS_ALB("ingress.k8s.aws/alb", "alb") {
    @Override
    void annotate(ProxySettings settings, Annotations to) {
      Alb.annotate(settings, to);
    }

    @Override
    Optional<String> objection(Setting setting, ProxySettings settings) {
      return Alb.objection(setting, settings);
    }
  };

  /**
   * What a controller is told: on the Ingress, and on the Service, where some look for it.
   *
   * @param ingress annotations of the Ingress
   * @param service annotations of the Service
   */
  record Annotations(Map<String, String> ingress, Map<String, String> service) {
    static Annotations empty() {
      return new Annotations(new TreeMap<>(), new TreeMap<>());
    }
  }

  private final String controller;
  private final String usualClass;

  IngressController(String controller, String usualClass) {
    this.controller = controller;
    this.usualClass = usualClass;
  }

  /** Says the settings, as far as this controller has words for them. */
  abstract void annotate(ProxySettings settings, Annotations to);

  /** Why a setting cannot be had, and what to do instead, if that is so. */
  Optional<String> objection(Setting setting, ProxySettings settings) {
    return Optional.empty();
  }

  /**
   * Who serves a class. HAProxy's may have a suffix, one for each of several controllers.
   *
   * @see <a
   *     href="https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/ingressclass.md">
   *     HAProxy: IngressClass</a>
   */
  static List<IngressController> of(Capabilities.IngressClass found) {
    return Arrays.stream(values())
        .filter(
            one ->
                found.controller().equals(one.controller)
                    || one == HAPROXY && found.controller().startsWith(one.controller + "/"))
        .toList();
  }

  /**
   * Who may serve a class that cannot be read: all those that usually have that name. They ignore
   * each other's annotations.
   */
  static List<IngressController> guess(String className) {
    return Arrays.stream(values()).filter(one -> className.equals(one.usualClass)).toList();
  }
}
