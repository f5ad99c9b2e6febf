package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;

/**
 * Which sessions to count, and how often.
 *
 * @param connection as the app connects, with the app's credentials (R15)
 * @param keyPrefix what keys of sessions start with
 * @param interval from the end of one census to the beginning of the next
 * @param incarnation which server answers there, as far as it is known; when that changes, the
 *     sessions are counted at once
 */
public record CensusTarget(
    StoreConnection connection, String keyPrefix, Duration interval, String incarnation) {}
