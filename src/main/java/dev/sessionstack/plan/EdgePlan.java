package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec;
import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import dev.sessionstack.api.Profile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The way in.
 *
 * @param serviceType how the Service is reached
 * @param annotations of the Service
 * @param externalTrafficPolicy absent for the cluster's default
 * @param affinity what ties a user to an instance
 * @param affinityTimeout how long a silent address stays with its instance
 */
public record EdgePlan(
    ServiceSpec.Type serviceType,
    Map<String, String> annotations,
    Optional<ServiceSpec.ExternalTrafficPolicy> externalTrafficPolicy,
    Affinity.Mode affinity,
    Duration affinityTimeout) {

  static EdgePlan of(LoadBalancerSpec asked, Profile profile) {
    var service =
        asked == null || asked.service() == null
            ? new ServiceSpec(null, null, null)
            : asked.service();
    var affinity =
        asked == null || asked.affinity() == null ? new Affinity(null, null) : asked.affinity();
    return new EdgePlan(
        service.type() == null ? ServiceSpec.Type.ClusterIP : service.type(),
        service.annotations() == null ? Map.of() : service.annotations(),
        Optional.ofNullable(service.externalTrafficPolicy()),
        affinity.mode() == null ? Preset.of(profile).affinity() : affinity.mode(),
        Durations.of(affinity.timeout(), "3h"));
  }
}
