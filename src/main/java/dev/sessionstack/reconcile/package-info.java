/**
 * Carries the tray: gathers what stands around a stack, plans it, has the workflow apply it, asks
 * how the parts and the store are doing, and writes the status.
 *
 * <p>The only user of the operator SDK's {@code Context}, of the Kubernetes client and of the
 * configuration. It decides nothing that a pure room could decide.
 */
package dev.sessionstack.reconcile;
