package dev.sessionstack.cluster;

/**
 * What became of a pod.
 *
 * @param ip where it listens, once it runs
 * @param ready whether it passes its probes
 * @param reason why its containers wait, such as ImagePullBackOff; empty when they run
 * @param message the reason in a sentence
 */
public record PodState(String ip, boolean ready, String reason, String message) {
  /** Running and ready, at an address that leads nowhere. */
  public static PodState running() {
    return running("10.244.0.1");
  }

  /** Running and ready, at this address. */
  public static PodState running(String ip) {
    return new PodState(ip, true, "", "");
  }

  /** Running, but its readiness probe fails. */
  public static PodState unready(String ip) {
    return new PodState(ip, false, "", "");
  }

  /** Not started, like ImagePullBackOff or CreateContainerConfigError. */
  public static PodState waiting(String reason, String message) {
    return new PodState("", false, reason, message);
  }

  boolean runs() {
    return reason.isEmpty();
  }
}
