package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which sessions to count, and how often.
 *
 * @param connection as the app connects, with the app's credentials (R15)
 * @param keyPrefix what keys of sessions start with
 * @param queues names of Celery queues, whose lists are no sessions
 * @param interval from the end of one census to the beginning of the next
 * @param keysPerSecond that the server looks at for it, sessions or not; 0 for any number
 * @param repairTtl for sessions whose record does not tell when they end; absent where nothing is
 *     to be changed
 * @param demand whatever asks for a census now, when it changes
 * @param incarnation which server answers there, as far as it is known; when that changes, the
 *     sessions are counted at once
 */
public record CensusTarget(
    StoreConnection connection,
    String keyPrefix,
    Set<String> queues,
    Duration interval,
    int keysPerSecond,
    Optional<Duration> repairTtl,
    String demand,
    String incarnation) {
  public CensusTarget {
    queues = Set.copyOf(queues);
  }
}
