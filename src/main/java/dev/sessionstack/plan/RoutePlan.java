package dev.sessionstack.plan;

import dev.sessionstack.api.GatewaySpec;
import java.util.List;
import java.util.Optional;

/**
 * The HTTPRoute.
 *
 * @param parents the Gateways that it attaches to
 * @param cookie absent where none is wanted, or where this cluster's HTTPRoute has no field for it
 * @param unlimited whether to say that a request may take as long as it likes; where this cluster's
 *     HTTPRoute has no field for it, it cannot be said
 * @param https whether the listeners that are named look like those of HTTPS
 */
public record RoutePlan(
    List<Parent> parents, Optional<Cookie> cookie, boolean unlimited, boolean https) {

  static final String SESSION_PERSISTENCE = "sessionPersistence";
  private static final String TIMEOUTS = "timeouts";
  private static final int HTTPS_PORT = 443;

  /** A Gateway. What is absent is left to the API server. */
  public record Parent(
      String name,
      Optional<String> namespace,
      Optional<String> sectionName,
      Optional<Integer> port) {

    /** For people. */
    public String title() {
      return "Gateway " + namespace.map(n -> n + "/").orElse("") + name;
    }
  }

  static RoutePlan of(GatewaySpec spec, Optional<Cookie> cookie, Capabilities cluster) {
    return new RoutePlan(
        spec.parentRefs().stream()
            .map(
                ref ->
                    new Parent(
                        ref.name(),
                        Optional.ofNullable(ref.namespace()),
                        Optional.ofNullable(ref.sectionName()),
                        Optional.ofNullable(ref.port())))
            .toList(),
        cookie.filter(wished -> cluster.hasRuleField(SESSION_PERSISTENCE)),
        cluster.hasRuleField(TIMEOUTS),
        spec.parentRefs().stream().allMatch(RoutePlan::isHttps));
  }

  /** All that can be told without reading the Gateway: the usual port and the usual names. */
  private static boolean isHttps(GatewaySpec.ParentRef ref) {
    return ref.port() != null
        ? ref.port() == HTTPS_PORT
        : ref.sectionName() != null && ref.sectionName().matches("(https|websecure).*");
  }
}
