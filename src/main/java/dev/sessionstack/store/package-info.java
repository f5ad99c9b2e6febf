/**
 * What the session store says of itself, how many sessions are in it, what a broker says of the
 * work in its queues and of the workers, and whether the bucket can be used. The only sockets to
 * stores.
 *
 * <p>May use {@code plan}, Lettuce and the AWS SDK. A failure is a value, never an exception; every
 * call has a timeout and a cap; nothing blocks a reconciliation. Only what was asked for writes: a
 * repair or a revocation of sessions, the settings of a server that we made; a bucket is made, and
 * a marker written to it, where the stack asks for it.
 */
package dev.sessionstack.store;
