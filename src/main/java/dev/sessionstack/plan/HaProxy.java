package dev.sessionstack.plan;

import dev.sessionstack.plan.IngressController.Annotations;

/** The two controllers with HAProxy inside. */
final class HaProxy {

  private static final String COMPANY = "haproxy.org/";
  private static final String COMMUNITY = "haproxy-ingress.github.io/";

  /**
   * HAProxy Kubernetes Ingress Controller, which looks for the cookie on the Service.
   *
   * @see <a
   *     href="https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/annotations.md">
   *     Annotations</a>
   */
  static void company(ProxySettings settings, Annotations to) {
    settings
        .cookie()
        .ifPresent(cookie -> to.service().put(COMPANY + "cookie-persistence", cookie.name()));
    to.ingress().put(COMPANY + "timeout-server", settings.idle());
  }

  /**
   * HAProxy Ingress. Its keywords are those of HAProxy's cookie directive; the first three are its
   * default. With {@code maxidle} HAProxy counts the lifetime from the last request.
   *
   * @see <a href="https://haproxy-ingress.github.io/docs/configuration/keys/#affinity">Affinity</a>
   * @see <a href="https://haproxy-ingress.github.io/docs/configuration/keys/#timeout">Timeout</a>
   * @see <a href="https://haproxy-ingress.github.io/docs/configuration/keys/#proxy-body-size">Proxy
   *     body size</a>
   * @see <a href="https://docs.haproxy.org/2.6/configuration.html#4.2-cookie">HAProxy: cookie</a>
   */
  static void community(ProxySettings settings, Annotations to) {
    settings
        .cookie()
        .ifPresent(
            cookie -> {
              to.ingress().put(COMMUNITY + "affinity", "cookie");
              to.ingress().put(COMMUNITY + "session-cookie-name", cookie.name());
              to.ingress()
                  .put(
                      COMMUNITY + "session-cookie-keywords",
                      "indirect nocache httponly"
                          + (cookie.secure() ? " secure" : "")
                          + cookie.lifetime().map(a -> " maxidle " + a.toSeconds() + "s").orElse("")
                          + " attr SameSite=Lax");
            });
    to.ingress().put(COMMUNITY + "proxy-body-size", settings.body());
    to.ingress().put(COMMUNITY + "timeout-server", settings.idle());
    to.ingress().put(COMMUNITY + "timeout-tunnel", settings.idle());
  }

  private HaProxy() {}
}
