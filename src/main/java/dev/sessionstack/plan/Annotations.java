package dev.sessionstack.plan;

import dev.sessionstack.plan.Tenancy.Snippets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whether the annotations of a user's ask a proxy for more than they may. A proxy serves everybody
 * and reads everybody's Secrets, and some of its annotations hand that on.
 *
 * @param namespace of the stack
 * @param snippets whether configuration in the proxy's own language is allowed
 * @see <a href="https://github.com/kubernetes/kubernetes/issues/126811">CVE-2021-25742, snippets of
 *     ingress-nginx read all Secrets</a>
 */
record Annotations(String namespace, Snippets snippets) {

  /** Of haproxy-ingress, beside those that have "snippet" in their name. */
  private static final String CONFIG = "config-";

  /** Whose values are {@code name} or {@code namespace/name}, beside those of Secrets. */
  private static final Set<String> REFERENCES =
      Set.of("server-ca", "server-crt", "client-ca", "auth-proxy-set-headers", "custom-headers");

  /** Holds the component whose annotations they are. */
  void check(
      Map<String, String> annotations,
      Component component,
      String field,
      Consumer<Problem> problems) {
    annotations.forEach(
        (key, value) ->
            objection(key, value == null ? "" : value)
                .ifPresent(
                    advice ->
                        problems.accept(
                            Problem.holds(
                                component,
                                "AnnotationForbidden",
                                field + "[" + key + "]",
                                advice))));
  }

  private Optional<String> objection(String key, String value) {
    var name = key.substring(key.lastIndexOf('/') + 1);
    if (snippets == Snippets.Denied && (name.contains("snippet") || name.startsWith(CONFIG))) {
      return Optional.of(
          "is configuration of the proxy that everybody shares, which the platform team has not"
              + " allowed; remove it");
    }
    var owner = value.substring(value.indexOf("://") < 0 ? 0 : value.indexOf("://") + 3);
    var reference = name.contains("secret") || REFERENCES.contains(name);
    return reference && owner.contains("/") && !owner.startsWith(namespace + "/")
        ? Optional.of("names something in another namespace; name one of the stack's namespace")
        : Optional.empty();
  }
}
