/**
 * What to say of a stack: small rules, each one condition, from the plan, what is live, what the
 * store reports and what went wrong while applying.
 *
 * <p>May use {@code api}, {@code plan}, {@code parts} and {@code store}. Pure: the clock is an
 * argument, and the same facts give the same status.
 */
package dev.sessionstack.status;
