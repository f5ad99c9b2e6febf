package dev.sessionstack.plan;

import java.util.Set;

/**
 * What somebody who may write stacks, and perhaps nothing else, may ask of the operator, which may
 * do more than they.
 *
 * @param podSecurity what pods keep to, whatever their {@code template} says
 * @param snippets whether annotations may bring configuration in the proxy's own language
 * @param trusted namespaces whose stacks may ask for anything
 */
public record Tenancy(PodSecurity.Level podSecurity, Snippets snippets, Set<String> trusted) {

  /** Where nothing is configured. */
  public static final Tenancy STRICT =
      new Tenancy(PodSecurity.Level.Restricted, Snippets.Denied, Set.of());

  /** Configuration in the proxy's own language. */
  public enum Snippets {
    Denied,
    Allowed
  }

  boolean trusts(String namespace) {
    return trusted.contains(namespace);
  }
}
