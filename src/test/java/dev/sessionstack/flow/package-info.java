/**
 * The whole operator in this JVM, on an API server that only a test could love, with real Redis
 * servers: what it does for a user, and what it does when things go wrong.
 *
 * <p>Every test has a {@link dev.sessionstack.flow.Site} of its own. R-numbers are those of the
 * rules in {@code docs/disasters.md}.
 */
package dev.sessionstack.flow;
