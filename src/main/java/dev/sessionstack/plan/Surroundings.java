package dev.sessionstack.plan;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands around a stack when it is planned.
 *
 * @param keys data of the keys Secret; empty where there is none
 * @param copies data of the Secrets that pods use, which keys are restored from
 * @param drawn new keys, for what the stack never had
 * @param contents data of the Secrets and ConfigMaps that the spec refers to; those that do not
 *     exist are not in it. Binary data is in it as Base64.
 * @param secrets names of the Secrets of ours that there are
 * @param hasVolume whether a volume of this stack exists
 * @param hasServer whether a store of this stack exists
 * @param heldReplicas of Deployments whose number of instances was last written by us, by name
 * @param demands on pools of workers, by name
 * @param capabilities what the cluster offers for the way in
 * @param store what is live of the store that we make
 * @param rotation what is known of keys that are being rotated
 */
public record Surroundings(
    Map<String, String> keys,
    Map<String, String> copies,
    Keys drawn,
    Map<Reference.Target, Map<String, String>> contents,
    Set<String> secrets,
    boolean hasVolume,
    boolean hasServer,
    Map<String, Integer> heldReplicas,
    Map<String, PoolDemand> demands,
    Capabilities capabilities,
    LiveStore store,
    RotationFacts rotation) {

  /** The same, and this of rotations. */
  public Surroundings with(RotationFacts facts) {
    return new Surroundings(
        keys,
        copies,
        drawn,
        contents,
        secrets,
        hasVolume,
        hasServer,
        heldReplicas,
        demands,
        capabilities,
        store,
        facts);
  }

  /** The same, and so far have the rotations come. */
  public Surroundings with(RotationFacts.Progress progress) {
    return with(rotation.with(progress));
  }

  /** Whether there may be sessions that were made with the keys. */
  boolean hasData() {
    return hasVolume || hasServer;
  }

  /**
   * How many instances a Deployment has, if that number is ours. Whoever stops to write a number
   * that nobody else has written makes the server fall back to one: it is kept until somebody else
   * takes it over.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership">Transferring
   *     ownership</a>
   */
  Optional<Integer> heldReplicas(String deployment) {
    return Optional.ofNullable(heldReplicas.get(deployment));
  }

  /** The data of a Secret, if it exists. */
  public Optional<Map<String, String>> secret(String name) {
    return Optional.ofNullable(contents.get(new Reference.Target(Reference.Kind.Secret, name)));
  }

  /** Never the content: some of it is secret. */
  @Override
  public String toString() {
    return "Surroundings[contents=" + contents.keySet() + ", hasData=" + hasData() + "]";
  }
}
