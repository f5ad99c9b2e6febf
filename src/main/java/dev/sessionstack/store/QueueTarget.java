package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;
import java.util.Set;

/**
 * Which queues to measure, and how often.
 *
 * @param broker as the workers connect, with their credentials and the broker's database
 * @param queues names of Celery queues
 * @param interval between two measurements
 */
public record QueueTarget(StoreConnection broker, Set<String> queues, Duration interval) {
  public QueueTarget {
    queues = Set.copyOf(queues);
  }
}
