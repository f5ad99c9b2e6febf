package dev.sessionstack.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the cluster offers for the way in.
 *
 * @param ruleFields the fields of a rule that the cluster's HTTPRoute (v1) has; absent where it
 *     does not serve HTTPRoutes. Releases and channels of the Gateway API differ in them, and the
 *     API server refuses those that it does not know
 * @param classes the IngressClasses; absent where the operator may not read them
 * @param gateways which controllers have answered this stack's HTTPRoute, by the name that they
 *     give in its status
 */
public record Capabilities(
    Optional<Set<String>> ruleFields, Optional<List<IngressClass>> classes, Set<String> gateways) {

  /**
   * An IngressClass.
   *
   * @param name its name
   * @param controller which controller serves it
   * @param isDefault whether it is for Ingresses that name none
   */
  public record IngressClass(String name, String controller, boolean isDefault) {}

  /** Whether HTTPRoutes can be applied at all. */
  boolean servesRoutes() {
    return ruleFields.isPresent();
  }

  boolean hasRuleField(String name) {
    return ruleFields.map(fields -> fields.contains(name)).orElse(false);
  }
}
