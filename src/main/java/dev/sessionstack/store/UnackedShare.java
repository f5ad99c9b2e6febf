package dev.sessionstack.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose the unacknowledged messages are.
 *
 * @param owners of each message that was looked at: the queues that it may have come from. Most
 *     have one; a message of queues that nobody asked for has those, and so counts for none of ours
 * @param unread messages that were not looked at, or that do not tell
 * @param oldest when the message was taken that a worker holds longest, by queue; of those that
 *     were looked at
 */
record UnackedShare(List<Set<String>> owners, long unread, Map<String, Instant> oldest) {

  static final UnackedShare NONE = new UnackedShare(List.of(), 0, Map.of());

  /** The earlier of two times. */
  static Instant first(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * Messages of a queue. Those that were not looked at are taken to be like the others, and one of
   * them to be the queue's in any case: what is not known must not become a 0 (R18).
   */
  long of(String queue) {
    var own = owners.stream().filter(o -> o.contains(queue)).count();
    if (unread == 0) {
      return own;
    }
    return owners.isEmpty()
        ? unread
        : own + Math.max(1, (long) Math.ceil((double) unread * own / owners.size()));
  }

  /** Whether that is not known for sure. */
  boolean approximate(String queue) {
    return unread > 0 || owners.stream().anyMatch(o -> o.size() > 1 && o.contains(queue));
  }
}
