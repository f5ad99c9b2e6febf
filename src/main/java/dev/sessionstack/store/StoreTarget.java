package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;

/**
 * What to ask, and how often.
 *
 * @param connection as the app connects, with the app's credentials (R15)
 * @param interval between two probes of a store that serves
 * @param window how long what has happened counts, and growth is measured
 * @param incarnation which server answers there, as far as it is known; when that changes, what was
 *     known of the store is out of date, and it is asked at once
 */
public record StoreTarget(
    StoreConnection connection, Duration interval, Duration window, String incarnation) {}
