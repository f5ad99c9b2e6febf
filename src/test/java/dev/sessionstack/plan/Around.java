package dev.sessionstack.plan;

import java.util.Map;
import java.util.Set;

/**
 * Surroundings for tests: the keys are there and the cluster has everything, but for what is said.
 */
public final class Around {

  private Map<String, String> keys = Given.KEYS.data();
  private Map<String, String> copies = Map.of();
  private Keys drawn = Given.KEYS;
  private Map<Reference.Target, Map<String, String>> contents = Map.of();
  private Set<String> secrets = Set.of();
  private boolean hasVolume;
  private boolean hasServer;
  private Map<String, Integer> heldReplicas = Map.of();
  private Map<String, PoolDemand> demands = Map.of();
  private Capabilities cluster = Given.CLUSTER;
  private LiveStore store = LiveStore.NONE;

  public Around keys(Map<String, String> data) {
    keys = data;
    return this;
  }

  public Around copies(Map<String, String> data) {
    copies = data;
    return this;
  }

  public Around drawn(Keys fresh) {
    drawn = fresh;
    return this;
  }

  public Around contents(Map<Reference.Target, Map<String, String>> all) {
    contents = all;
    return this;
  }

  public Around secrets(Set<String> names) {
    secrets = names;
    return this;
  }

  public Around volume(boolean exists) {
    hasVolume = exists;
    return this;
  }

  public Around server(boolean exists) {
    hasServer = exists;
    return this;
  }

  public Around heldReplicas(Map<String, Integer> byName) {
    heldReplicas = byName;
    return this;
  }

  public Around demands(Map<String, PoolDemand> byName) {
    demands = byName;
    return this;
  }

  public Around cluster(Capabilities offered) {
    cluster = offered;
    return this;
  }

  public Around store(LiveStore live) {
    store = live;
    return this;
  }

  /** Where no keys are being rotated. */
  public Surroundings get() {
    return get(RotationFacts.NONE);
  }

  public Surroundings get(RotationFacts rotation) {
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
        cluster,
        store,
        rotation);
  }
}
