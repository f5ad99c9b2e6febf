package dev.sessionstack.store;

import java.util.Set;

/** Which workers were heard of. It holds no times: a report that equals the last one is no news. */
public sealed interface HeartbeatReport {

  /**
   * Listening worked. A worker that is in neither set may live all the same, and send no
   * heartbeats.
   *
   * @param alive hosts whose worker sent a heartbeat in the last minutes; in a pod, its name
   * @param silent hosts whose worker sent one within a day, and none any more
   */
  record Heard(Set<String> alive, Set<String> silent) implements HeartbeatReport {
    public Heard {
      alive = Set.copyOf(alive);
      silent = Set.copyOf(silent);
    }
  }

  /** Nobody could listen: the broker does not answer, or lets its user subscribe to nothing. */
  record Deaf() implements HeartbeatReport {}
}
