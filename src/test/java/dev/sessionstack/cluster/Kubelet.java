package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.Pod;

/** Runs pods, or says why it can not. */
@FunctionalInterface
public interface Kubelet {
  /** Every pod is ready at once. */
  Kubelet ALWAYS_READY = pod -> PodState.running();

  /**
   * Starts a new pod; asked again for the same pod, as {@link Controllers#recheck}, looks again.
   */
  PodState start(Pod pod);

  /** The pod is gone; what was started for it must end. */
  default void stop(Pod pod) {}
}
