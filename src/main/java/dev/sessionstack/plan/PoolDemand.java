package dev.sessionstack.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a pool that follows its queues when the stack is planned.
 *
 * @param current instances that it is to have as of now
 * @param load absent where it is not known
 * @param history of what was recommended before
 * @param now the time of planning
 */
public record PoolDemand(int current, Optional<PoolLoad> load, PoolHistory history, Instant now) {

  PoolSize size(PoolLimits limits) {
    return PoolSize.of(limits, current, load, history, now);
  }
}
