package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec;
import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The way in.
 *
 * @param serviceType how the Service is reached
 * @param annotations of the Service
 * @param externalTrafficPolicy absent for the cluster's default
 * @param affinity what ties a user to an instance, as far as it can be had
 * @param affinityTimeout how long a silent address stays with its instance
 * @param host that users open; absent for any
 * @param ingress absent where none is asked for
 * @param route absent where no gateway is asked for
 * @param routesServed whether the cluster serves HTTPRoutes, which is the same for all stacks
 */
public record EdgePlan(
    ServiceSpec.Type serviceType,
    Map<String, String> annotations,
    Optional<ServiceSpec.ExternalTrafficPolicy> externalTrafficPolicy,
    Affinity.Mode affinity,
    Duration affinityTimeout,
    Optional<String> host,
    Optional<IngressPlan> ingress,
    Optional<RoutePlan> route,
    boolean routesServed) {

  static final String TLS = "spec.loadBalancer.tls.secretName";

  static EdgePlan of(
      LoadBalancerSpec asked,
      UiPlan ui,
      Names names,
      Surroundings around,
      Consumer<Problem> problems) {
    var spec =
        asked == null
            ? new LoadBalancerSpec(null, null, null, null, null, null, null, null)
            : asked;
    var service = spec.service() == null ? new ServiceSpec(null, null, null) : spec.service();
    var proxy = Proxy.of(spec, around.capabilities());
    var choice = AffinityChoice.of(spec, proxy, ui, problems);
    var settings = settings(spec, choice, ui, names);
    var ingress =
        Optional.ofNullable(spec.ingress())
            .map(i -> IngressPlan.of(i, spec.tls(), proxy, settings, around));
    proxy.object(spec, settings, problems);
    var annotations = new TreeMap<>(proxy.annotations(settings).service());
    annotations.putAll(service.annotations() == null ? Map.of() : service.annotations());
    return new EdgePlan(
        service.type() == null ? ServiceSpec.Type.ClusterIP : service.type(),
        annotations,
        Optional.ofNullable(service.externalTrafficPolicy()),
        choice.mode(),
        choice.timeout().orElse(AffinityChoice.DEFAULT_TIMEOUT),
        Optional.ofNullable(spec.host()),
        ingress,
        Optional.ofNullable(spec.gateway())
            .map(g -> RoutePlan.of(g, choice.wished(), around.capabilities())),
        around.capabilities().servesRoutes());
  }

  /**
   * A proxy talks to the instances and not to the Service, so with a cookie the Service has none.
   */
  public Affinity.Mode serviceAffinity() {
    return affinity == Affinity.Mode.Cookie ? Affinity.Mode.None : affinity;
  }

  private static ProxySettings settings(
      LoadBalancerSpec spec, AffinityChoice choice, UiPlan ui, Names names) {
    return new ProxySettings(
        names.ui(),
        ui.probePath(),
        choice.cookie(),
        spec.tls() != null,
        Bytes.of(spec.maxBodySize(), "100Mi"),
        Durations.of(spec.idleTimeout(), "1h"));
  }
}
