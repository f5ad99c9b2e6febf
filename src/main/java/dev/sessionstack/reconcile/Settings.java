package dev.sessionstack.reconcile;

import dev.sessionstack.plan.Platform;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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
    return new Platform(namespace());
  }
}
