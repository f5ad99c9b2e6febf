/**
 * What the session store says of itself and of the sessions in it, and what a broker says of the
 * work in its queues. The only sockets to stores.
 *
 * <p>May use {@code plan} and Lettuce. A failure is a value, never an exception; every call has a
 * timeout and a cap; nothing blocks a reconciliation, and nothing here writes to a store.
 */
package dev.sessionstack.store;
