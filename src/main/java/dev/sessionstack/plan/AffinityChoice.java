package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec;
import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What ties a user to an instance: what is asked for, and what can be had.
 *
 * @param mode as it can be had
 * @param timeout that the user set
 * @param wished the cookie that is asked for; a route carries it where it can, whether or not the
 *     gateway heeds it today
 */
record AffinityChoice(Affinity.Mode mode, Optional<Duration> timeout, Optional<Cookie> wished) {

  /** Kubernetes' own default for ClientIP. */
  static final Duration DEFAULT_TIMEOUT = Duration.ofHours(3);

  private static final String FIELD = "spec.loadBalancer.affinity.mode";

  private static final String FALLBACK =
      "; until then the Service is sticky by client address, which helps only where no proxy chooses"
          + " the instance";

  static AffinityChoice of(
      LoadBalancerSpec spec, Proxy proxy, UiPlan ui, Consumer<Problem> problems) {
    var asked = spec.affinity() == null ? new Affinity(null, null, null) : spec.affinity();
    var explicit = asked.mode() != null;
    var mode = explicit ? asked.mode() : Preset.of(ui.profile()).affinity();
    var timeout =
        Optional.ofNullable(asked.timeout()).map(text -> Durations.of(text, asked.timeout()));
    var cookie =
        mode == Affinity.Mode.Cookie && proxy.kind() != Proxy.Kind.NONE
            ? Optional.of(
                new Cookie(
                    asked.cookieName() == null ? Cookie.DEFAULT_NAME : asked.cookieName(),
                    spec.tls() != null,
                    timeout))
            : Optional.<Cookie>empty();
    var obstacle = obstacle(mode, explicit, proxy);
    // One instance needs nothing, so what the profile would want and cannot have is no news.
    obstacle
        .filter(why -> explicit || ui.several())
        .ifPresent(
            why ->
                problems.accept(Problem.warns(Component.EDGE, "AffinityUnsupported", FIELD, why)));
    var fallsBack =
        mode == Affinity.Mode.Cookie && (cookie.isEmpty() || proxy.obstacle().isPresent());
    return new AffinityChoice(fallsBack ? Affinity.Mode.ClientIP : mode, timeout, cookie);
  }

  /** The cookie that can be had. */
  Optional<Cookie> cookie() {
    return mode == Affinity.Mode.Cookie ? wished : Optional.empty();
  }

  private static Optional<String> obstacle(Affinity.Mode mode, boolean explicit, Proxy proxy) {
    return switch (mode) {
      case None -> Optional.empty();
      case ClientIP ->
          proxy.kind() == Proxy.Kind.NONE
              ? Optional.empty()
              : Optional.of(
                  "most proxies choose the instance themselves, and the Service's affinity by address"
                      + " does not reach them; set Cookie");
      case Cookie ->
          proxy.kind() == Proxy.Kind.NONE
              ? Optional.of(
                      "a Service sets no cookies; set loadBalancer.ingress or loadBalancer.gateway"
                          + " too, or ClientIP here"
                          + FALLBACK)
                  .filter(why -> explicit)
              : proxy.obstacle().map(why -> why + FALLBACK);
    };
  }
}
