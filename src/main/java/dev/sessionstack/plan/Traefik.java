package dev.sessionstack.plan;

import dev.sessionstack.plan.IngressController.Annotations;

/**
 * Traefik, which looks for sticky sessions on the Service.
 *
 * @see <a
 *     href="https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/">Traefik:
 *     annotations on Ingress and on Service</a>
 */
final class Traefik {

  private static final String COOKIE = "traefik.ingress.kubernetes.io/service.sticky.cookie";

  static void annotate(ProxySettings settings, Annotations to) {
    settings
        .cookie()
        .ifPresent(
            cookie -> {
              to.service().put(COOKIE, "true");
              to.service().put(COOKIE + ".name", cookie.name());
              to.service().put(COOKIE + ".httponly", "true");
              to.service().put(COOKIE + ".samesite", "lax");
              if (cookie.secure()) {
                to.service().put(COOKIE + ".secure", "true");
              }
              cookie
                  .lifetime()
                  .ifPresent(
                      age -> to.service().put(COOKIE + ".maxage", Long.toString(age.toSeconds())));
            });
    if (settings.tls()) {
      // The tls section alone brings the certificate; the router listens to TLS only when told, or
      // when its entry point does.
      to.ingress().put("traefik.ingress.kubernetes.io/router.tls", "true");
    }
  }

  private Traefik() {}
}
