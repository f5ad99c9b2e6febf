package dev.sessionstack.plan;

import dev.sessionstack.api.IngressSpec;
import dev.sessionstack.api.LoadBalancerSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Ingress.
 *
 * @param className its class; absent for the cluster's default
 * @param annotations ours, and over them the user's
 * @param tlsSecret the Secret with its certificate; absent for plain HTTP
 * @param tlsMissing whether that Secret does not exist
 * @param classMissing whether there is no such class, or no default one
 * @param https whether users open it by HTTPS
 * @param addressExpected whether its controller writes an address into every Ingress that it
 *     serves, so that one without is not served yet
 */
public record IngressPlan(
    Optional<String> className,
    Map<String, String> annotations,
    Optional<String> tlsSecret,
    boolean tlsMissing,
    boolean classMissing,
    boolean https,
    boolean addressExpected) {

  static IngressPlan of(
      IngressSpec spec,
      LoadBalancerSpec.Tls tls,
      Proxy proxy,
      ProxySettings settings,
      Surroundings around) {
    var annotations = new TreeMap<>(proxy.annotations(settings).ingress());
    annotations.putAll(spec.annotations() == null ? Map.of() : spec.annotations());
    var secret = Optional.ofNullable(tls).map(LoadBalancerSpec.Tls::secretName);
    return new IngressPlan(
        Optional.ofNullable(spec.className()),
        annotations,
        secret,
        secret.map(name -> around.secret(name).isEmpty()).orElse(false),
        proxy.classMissing(),
        secret.isPresent() || annotations.containsKey(Alb.CERTIFICATE),
        proxy.found().isPresent()
            && proxy.controllers().equals(List.of(IngressController.AWS_ALB)));
  }
}
