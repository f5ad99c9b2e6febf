package dev.sessionstack.reconcile;

import dev.sessionstack.api.Switch;
import dev.sessionstack.plan.Platform;
import dev.sessionstack.plan.PodSecurity;
import dev.sessionstack.plan.Tenancy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the platform team configures. Each is also an environment variable, for instance {@code
 * SESSIONSTACK_NAMESPACE}.
 */
@ConfigMapping(prefix = "sessionstack")
public interface Settings {

  /** The lease of an operator that serves all stacks. */
  String DEFAULT_LEASE = "sessionstack-operator";

  /** The namespace that the operator runs in, which NetworkPolicies of stores admit. */
  @WithDefault("sessionstack-system")
  String namespace();

  /** The name of this instance, for Events and its lease: in a cluster, that of its pod. */
  @WithDefault("sessionstack-operator")
  String instance();

  /**
   * The labels of the stacks that are served, as a label selector; all where it is absent. {@code
   * application.properties} hands it to the SDK, and {@code sessionstack.namespaces} as well.
   */
  Optional<String> selector();

  /** Whether only one of several instances works, and the others wait. */
  @WithDefault("Disabled")
  Switch leaderElection();

  /** The name of the Lease that the instance holds that works. */
  @WithDefault(DEFAULT_LEASE)
  String lease();

  /** How much is on {@code /q/metrics}. */
  Metrics metrics();

  /** Bounds of the number of series. */
  interface Metrics {

    /** Stacks that have series of their own; the oldest have them. 0 is none. */
    @WithDefault("1000")
    int stacks();

    /** Queues of a stack that have series of their own; the others are one. */
    @WithDefault("20")
    int queues();
  }

  /** What whoever may write stacks, and perhaps nothing else, may ask for. */
  Tenants tenants();

  /** Bounds of what the operator does in the name of others. */
  interface Tenants {

    /** The Pod Security Standard that pods keep to, whatever a {@code template} says. */
    @WithDefault("Restricted")
    PodSecurity.Level podSecurity();

    /** Whether annotations may bring configuration in the proxy's own language. */
    @WithDefault("Denied")
    Tenancy.Snippets snippets();

    /** Namespaces whose stacks may ask for anything. */
    Optional<List<String>> trustedNamespaces();
  }

  /** How keys are rotated. */
  Rotation rotation();

  /** Times of a rotation. */
  interface Rotation {

    /**
     * After how long a file in a pod surely is what its Secret is: a kubelet looks once a minute,
     * and what it remembers may be a minute old.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod">Secrets
     *     as files</a>
     */
    @WithDefault("5m")
    Duration fileLag();
  }

  default Platform platform() {
    return new Platform(
        namespace(),
        new Tenancy(
            tenants().podSecurity(),
            tenants().snippets(),
            Set.copyOf(tenants().trustedNamespaces().orElse(List.of()))));
  }
}
