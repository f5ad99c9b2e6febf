package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;

/**
 * Whose workers to listen to.
 *
 * @param broker as the workers connect, with their credentials and the broker's database
 */
public record HeartbeatTarget(StoreConnection broker) {}
