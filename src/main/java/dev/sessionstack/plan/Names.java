package dev.sessionstack.plan;

import java.util.Set;

/**
 * Names of the objects of a stack. They never change between releases: a renamed object is a
 * deleted one.
 *
 * @param stack name of the stack, at most 40 characters (CEL sees to it), so that the names of
 *     Services fit into 63
 */
public record Names(String stack) {

  /** Deployment, Service, PodDisruptionBudget, Ingress and HTTPRoute of the UI. */
  public String ui() {
    return stack + "-ui";
  }

  /** StatefulSet, NetworkPolicy and the Service that clients of the store use. */
  public String redis() {
    return stack + "-redis";
  }

  /** The headless Service that gives the store's pods their DNS names. */
  public String redisNodes() {
    return stack + "-redis-nodes";
  }

  /** ConfigMap with {@code redis.conf}. */
  public String redisConfig() {
    return stack + "-redis-config";
  }

  /** The Secret that holds what was drawn at random, once. */
  public String keysSecret() {
    return stack + "-keys";
  }

  /** The Secret that the app's pods take their session keys from. */
  public String sessionSecret() {
    return stack + "-session";
  }

  /** The Secret that the app's pods and the store take address and password from. */
  public String storeSecret() {
    return stack + "-store";
  }

  /** The Secret that holds the session keys to come, while they are rotated. */
  public String nextSessionSecret() {
    return stack + "-session-next";
  }

  /** The Secret that holds the store's password to come, while it is rotated. */
  public String nextStoreSecret() {
    return stack + "-store-next";
  }

  /** All Secrets that the operator makes for the stack. */
  public Set<String> secrets() {
    return Set.of(
        keysSecret(), sessionSecret(), nextSessionSecret(), storeSecret(), nextStoreSecret());
  }

  /** Deployment and PodDisruptionBudget of a pool of workers. */
  public String worker(String pool) {
    return stack + "-worker-" + pool;
  }

  /** The NetworkPolicy of workers and scheduler. */
  public String workers() {
    return stack + "-worker";
  }

  /** The StatefulSet of the scheduler. */
  public String scheduler() {
    return stack + "-scheduler";
  }

  /** All objects of backend or model server. */
  public String server(Component component) {
    return stack + "-" + component.label();
  }

  /** The ServiceAccount of all pods of the stack. */
  public String serviceAccount() {
    return stack;
  }

  /** The volume of the store's first pod, as its StatefulSet names it. */
  public String dataClaim() {
    return "data-" + redis() + "-0";
  }
}
