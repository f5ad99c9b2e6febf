package dev.sessionstack.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * What a proxy in front of the Service is to do.
 *
 * @param service the name of the Service
 * @param probePath HTTP path that says whether an instance can serve
 * @param cookie absent where any instance may answer
 * @param tls whether the proxy is to end TLS
 * @param maxBodySize of an upload, in bytes
 * @param idleTimeout of a connection on which nothing happens
 */
record ProxySettings(
    String service,
    String probePath,
    Optional<Cookie> cookie,
    boolean tls,
    long maxBodySize,
    Duration idleTimeout) {

  /** One of them, by the field that sets it. */
  enum Setting {
    MAX_BODY_SIZE("spec.loadBalancer.maxBodySize"),
    IDLE_TIMEOUT("spec.loadBalancer.idleTimeout"),
    TLS(EdgePlan.TLS),
    COOKIE_NAME("spec.loadBalancer.affinity.cookieName"),
    COOKIE_LIFETIME("spec.loadBalancer.affinity.timeout");

    private final String field;

    Setting(String field) {
      this.field = field;
    }

    String field() {
      return field;
    }
  }

  /** The idle timeout as {@code 3600s}, which NGINX and HAProxy both read. */
  String idle() {
    return idleTimeout.toSeconds() + "s";
  }

  /**
   * The body size as NGINX reads it, and HAProxy Ingress after it: a whole number, with k and m for
   * 1024 and 1024 times that.
   *
   * @see <a href="https://nginx.org/en/docs/syntax.html">NGINX: measurement units</a>
   */
  String body() {
    if (maxBodySize % (1 << 20) == 0) {
      return (maxBodySize >> 20) + "m";
    }
    return maxBodySize % (1 << 10) == 0 ? (maxBodySize >> 10) + "k" : Long.toString(maxBodySize);
  }
}
