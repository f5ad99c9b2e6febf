/**
 * The operator on one machine, with nothing but a JDK: {@code ./mvnw -q -Psandbox}.
 *
 * <p>{@link dev.sessionstack.sandbox.Sandbox} starts an API server, plays the controllers and the
 * kubelet, runs a real redis-server for every Redis pod, and starts the packaged operator as a
 * process of its own. {@link dev.sessionstack.sandbox.RedisServer}, {@link
 * dev.sessionstack.sandbox.HostsFile}, {@link dev.sessionstack.sandbox.RedisKubelet} and {@link
 * dev.sessionstack.sandbox.BucketServer} serve tests as well.
 */
package dev.sessionstack.sandbox;
