package dev.sessionstack.plan;

import dev.sessionstack.plan.IngressController.Annotations;
import dev.sessionstack.plan.ProxySettings.Setting;
import java.util.Optional;

/**
 * Application Load Balancers of AWS. They name their cookie themselves, and give up on what is
 * silent after 4000 seconds at the latest.
 *
 * @see <a
 *     href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/">
 *     AWS Load Balancer Controller: Ingress annotations</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html">
 *     Sticky sessions</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html">
 *     Idle timeout</a>
 */
final class Alb {

  /** With it, the listener is HTTPS, and there is no tls section. */
  static final String CERTIFICATE = "alb.ingress.kubernetes.io/certificate-arn";

  private static final String PREFIX = "alb.ingress.kubernetes.io/";
  private static final long LONGEST_IDLE = 4000;

  static void annotate(ProxySettings settings, Annotations to) {
    // To nodes, the default, a Service must be a NodePort, and a cookie leads no further than one.
    to.ingress().put(PREFIX + "target-type", "ip");
    to.ingress().put(PREFIX + "healthcheck-path", settings.probePath());
    to.ingress()
        .put(
            PREFIX + "load-balancer-attributes",
            "idle_timeout.timeout_seconds="
                + Math.min(settings.idleTimeout().toSeconds(), LONGEST_IDLE));
    settings
        .cookie()
        .ifPresent(
            cookie ->
                to.ingress()
                    .put(
                        PREFIX + "target-group-attributes",
                        "stickiness.enabled=true,stickiness.type=lb_cookie"
                            + cookie
                                .lifetime()
                                .map(
                                    age ->
                                        ",stickiness.lb_cookie.duration_seconds=" + age.toSeconds())
                                .orElse("")));
  }

  static Optional<String> objection(Setting setting, ProxySettings settings) {
    return switch (setting) {
      case MAX_BODY_SIZE -> Optional.of("an Application Load Balancer has no such limit");
      case IDLE_TIMEOUT ->
          settings.idleTimeout().toSeconds() <= LONGEST_IDLE
              ? Optional.empty()
              : Optional.of("an Application Load Balancer keeps to 4000s at most, which is set");
      case TLS ->
          Optional.of(
              "an Application Load Balancer takes its certificate from ACM and not from a Secret; set"
                  + " the annotation "
                  + CERTIFICATE
                  + " in loadBalancer.ingress.annotations instead");
      case COOKIE_NAME -> Optional.of("an Application Load Balancer calls its cookie AWSALB");
      case COOKIE_LIFETIME -> Optional.empty();
    };
  }

  private Alb() {}
}
