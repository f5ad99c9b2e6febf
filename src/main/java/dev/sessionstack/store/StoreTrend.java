package dev.sessionstack.store;

import java.util.Optional;

/**
 * What several looks at a store tell that one cannot. Numbers are coarse: the same trend is no
 * news.
 *
 * @param whole whether the whole window was seen; before that, that nothing is said means nothing
 * @param evictedKeys within the window; from 10 on, one digit counts
 * @param refusedWrites within the window, for want of memory; the same
 * @param rejectedConnections within the window; the same
 * @param disconnectedClients within the window, for reading too slowly; the same
 * @param replicaLost whether there were more replicas within the window than now
 * @param fullInMinutes when memory is full, if it grows as it did over the window; absent where
 *     that is more than a day off
 * @param settled whether there were enough looks to say something about the next two
 * @param latencyMillis what most of the recent PINGs took at least, in steps of 100
 * @param blockedClients that waited in blocking commands in all of the recent looks, in steps of 10
 */
public record StoreTrend(
    boolean whole,
    long evictedKeys,
    long refusedWrites,
    long rejectedConnections,
    long disconnectedClients,
    boolean replicaLost,
    Optional<Integer> fullInMinutes,
    boolean settled,
    int latencyMillis,
    int blockedClients) {

  /** Nothing known. */
  public static final StoreTrend NONE =
      new StoreTrend(false, 0, 0, 0, 0, false, Optional.empty(), false, 0, 0);
}
