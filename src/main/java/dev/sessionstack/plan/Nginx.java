package dev.sessionstack.plan;

import dev.sessionstack.plan.IngressController.Annotations;

/** The two controllers with NGINX inside. Both end what is silent for a minute by default. */
final class Nginx {

  private static final String COMMUNITY = "nginx.ingress.kubernetes.io/";
  private static final String F5 = "nginx.org/";

  /**
   * ingress-nginx.
   *
   * @see <a
   *     href="https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/">Annotations</a>
   * @see <a href="https://kubernetes.github.io/ingress-nginx/examples/affinity/cookie/">Sticky
   *     sessions</a>
   * @see <a href="https://kubernetes.github.io/ingress-nginx/user-guide/miscellaneous/#websockets">
   *     WebSockets</a>
   */
  static void community(ProxySettings settings, Annotations to) {
    settings
        .cookie()
        .ifPresent(
            cookie -> {
              to.ingress().put(COMMUNITY + "affinity", "cookie");
              // The default, balanced, moves some browsers whenever an instance is added.
              to.ingress().put(COMMUNITY + "affinity-mode", "persistent");
              to.ingress().put(COMMUNITY + "session-cookie-name", cookie.name());
              to.ingress().put(COMMUNITY + "session-cookie-samesite", "Lax");
              if (cookie.secure()) {
                to.ingress().put(COMMUNITY + "session-cookie-secure", "true");
              }
              cookie
                  .lifetime()
                  .ifPresent(
                      age ->
                          to.ingress()
                              .put(
                                  COMMUNITY + "session-cookie-max-age",
                                  Long.toString(age.toSeconds())));
            });
    to.ingress().put(COMMUNITY + "proxy-body-size", settings.body());
    var seconds = Long.toString(settings.idleTimeout().toSeconds());
    to.ingress().put(COMMUNITY + "proxy-read-timeout", seconds);
    to.ingress().put(COMMUNITY + "proxy-send-timeout", seconds);
  }

  /**
   * NGINX Ingress Controller. Its cookie needs NGINX 1.29.6 or NGINX Plus, says its documentation;
   * an older one ignores the annotation.
   *
   * @see <a
   *     href="https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/">
   *     Annotations</a>
   * @see <a
   *     href="https://github.com/nginx/kubernetes-ingress/tree/main/examples/ingress-resources/session-persistence">
   *     Session persistence</a>
   */
  static void f5(ProxySettings settings, Annotations to) {
    settings
        .cookie()
        .ifPresent(
            cookie ->
                to.ingress()
                    .put(
                        F5 + "sticky-cookie-services",
                        "serviceName="
                            + settings.service()
                            + " "
                            + cookie.name()
                            + cookie
                                .lifetime()
                                .map(a -> " expires=" + a.toSeconds() + "s")
                                .orElse("")
                            + " httponly"
                            + (cookie.secure() ? " secure" : "")
                            + " path=/"));
    to.ingress().put(F5 + "websocket-services", settings.service());
    // Buffered, the events of a stream would arrive in bursts.
    to.ingress().put(F5 + "proxy-buffering", "false");
    to.ingress().put(F5 + "client-max-body-size", settings.body());
    to.ingress().put(F5 + "proxy-read-timeout", settings.idle());
    to.ingress().put(F5 + "proxy-send-timeout", settings.idle());
  }

  private Nginx() {}
}
