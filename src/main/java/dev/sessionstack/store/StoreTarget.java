package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;

/**
 * What to ask, and how often.
 *
 * @param connection as the app connects, with the app's credentials (R15)
 * @param keyPrefix what keys of sessions start with
 * @param interval between two probes of a store that serves
 */
public record StoreTarget(StoreConnection connection, String keyPrefix, Duration interval) {}
