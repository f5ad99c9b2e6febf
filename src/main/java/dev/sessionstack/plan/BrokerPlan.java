package dev.sessionstack.plan;

import dev.sessionstack.api.ExternalStore;
import dev.sessionstack.api.SessionStackSpec;

/**
 * Where tasks wait and where their results are kept: other numbered databases of the store that
 * keeps the sessions.
 *
 * @param tasks how to reach the queues
 * @param results how to reach the results
 */
public record BrokerPlan(StoreConnection tasks, StoreConnection results) {

  static BrokerPlan of(SessionStackSpec spec, StoreConnection store) {
    var external = spec.store().external();
    var databases =
        external == null || external.databases() == null
            ? new ExternalStore.Databases(null, null, null)
            : external.databases();
    return new BrokerPlan(
        store.inDatabase(databases.broker() == null ? 1 : databases.broker()),
        store.inDatabase(databases.results() == null ? 2 : databases.results()));
  }
}
