package dev.sessionstack.reconcile;

import dev.sessionstack.plan.Platform;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * What the platform team configures. Each is also an environment variable, for instance {@code
 * SESSIONSTACK_NAMESPACE}.
 */
@ConfigMapping(prefix = "sessionstack")
public interface Settings {

  /** The namespace that the operator runs in, which NetworkPolicies of stores admit. */
  @WithDefault("sessionstack-system")
  String namespace();

  /** The name of this instance, for Events: in a cluster, that of its pod. */
  @WithDefault("sessionstack-operator")
  String instance();

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

  default Platform platform() {
    return new Platform(namespace());
  }
}
