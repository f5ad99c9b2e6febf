/**
 * The cluster tier: the operator as users run it, from {@code manifests/} with its own
 * ServiceAccount, on a cluster with real controllers, kubelets, pods, DNS and volumes.
 *
 * <p>{@code ./mvnw verify -Dcluster} runs it against the cluster of KUBECONFIG, which must have the
 * CRD, the operator and the image of the example app; {@code .ci/run} prepares all that.
 */
package dev.sessionstack.e2e;
