package dev.sessionstack.store;

import java.time.Duration;

/**
 * How one look at something went. It is for whoever measures, and in no report: a report that
 * equals the last is no news, and no two looks take the same time.
 *
 * @param late how long after it was due it began
 * @param took from asking to the answer, or to giving up
 */
public record Look(Duration late, Duration took) {}
