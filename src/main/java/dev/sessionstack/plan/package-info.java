/**
 * What a stack is to be: names, labels, ports, images, defaults, switches and problems, worked out
 * from the user's spec in one pure step. The only reader of the spec.
 *
 * <p>May use {@code api} and the Kubernetes model; no client, no clock, no randomness. Nothing is
 * null here: what may be absent is an {@code Optional}. What the plan finds wrong is a {@link
 * dev.sessionstack.plan.Problem}, never an exception.
 */
package dev.sessionstack.plan;
