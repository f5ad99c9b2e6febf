/**
 * A Kubernetes cluster small enough to live in a test.
 *
 * <p>{@link dev.sessionstack.cluster.FakeApiServer} is the API server: it speaks HTTP to fabric8,
 * JOSDK and kubectl, does server-side apply with field ownership, and knows custom resources by
 * their CRD. {@link dev.sessionstack.cluster.Controllers} plays the controller manager and, through
 * a {@link dev.sessionstack.cluster.Kubelet}, the nodes. Together they run the whole operator in
 * one JVM; what they do not imitate is listed on the classes, and stays the business of the tests
 * that need a real API server.
 */
package dev.sessionstack.cluster;
