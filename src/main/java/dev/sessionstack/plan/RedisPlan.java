package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.EvictionPolicy;
import dev.sessionstack.api.ManagedStore;
import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.api.ManagedStore.Storage;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Redis that we make.
 *
 * @param image with {@code redis-server} on its path
 * @param resources of the server
 * @param replicas 1, or 0 when hibernated
 * @param maxMemory in bytes; 0 is unlimited
 * @param evictionPolicy when maxMemory is reached
 * @param persistence how sessions survive the pod
 * @param volume where sessions survive the pod, if there is one
 * @param tlsSecret the Secret with the server's certificate, if any
 * @param patch of the pod template
 */
public record RedisPlan(
    String image,
    ResourceRequirements resources,
    int replicas,
    long maxMemory,
    EvictionPolicy evictionPolicy,
    Persistence persistence,
    Optional<Volume> volume,
    Optional<String> tlsSecret,
    ObjectNode patch) {

  /** Redis' registered port. */
  public static final int PORT = 6379;

  private static final String FIELD = "spec.store.managed";

  private static final ResourceRequirements DEFAULT_RESOURCES =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("100m"))
          .addToRequests("memory", new Quantity("256Mi"))
          .addToLimits("memory", new Quantity("256Mi"))
          .build();

  /**
   * A persistent volume.
   *
   * @param size as a quantity
   * @param storageClass absent for the cluster's default
   * @param retained whether it outlives the stack
   */
  public record Volume(String size, Optional<String> storageClass, boolean retained) {

    static Volume of(Storage storage) {
      return new Volume(
          storage.size(),
          Optional.ofNullable(storage.storageClassName()),
          storage.whenDeleted() != Storage.WhenDeleted.Delete);
    }
  }

  /** Whether volume and Secrets outlive the stack. */
  public boolean retained() {
    return volume.map(Volume::retained).orElse(false);
  }

  static RedisPlan of(
      ManagedStore spec, boolean hibernated, Surroundings around, Consumer<Problem> problems) {
    var resources = spec.resources() == null ? DEFAULT_RESOURCES : spec.resources();
    Resources.check(resources, Component.STORE, FIELD + ".resources", problems);
    var storage = Optional.ofNullable(spec.storage());
    var persistence =
        spec.persistence() != null
            ? spec.persistence()
            : storage.isPresent() ? Persistence.AOF : Persistence.None;
    var eviction =
        spec.evictionPolicy() == null ? EvictionPolicy.NoEviction : spec.evictionPolicy();
    warn(eviction, persistence, storage, problems);
    return new RedisPlan(
        spec.image() == null ? ManagedStore.IMAGE : spec.image(),
        resources,
        hibernated ? 0 : 1,
        maxMemory(spec, resources, problems),
        eviction,
        persistence,
        storage.map(Volume::of),
        Optional.ofNullable(spec.tls()).map(ManagedStore.Tls::secretName),
        PodPatch.of(spec.template(), Component.STORE, FIELD + ".template", problems));
  }

  private static long maxMemory(
      ManagedStore spec, ResourceRequirements resources, Consumer<Problem> problems) {
    var limit =
        Optional.ofNullable(resources.getLimits())
            .flatMap(limits -> Resources.amount(limits.get("memory")));
    if (limit.isEmpty()) {
      problems.accept(
          Problem.warns(
              Component.STORE,
              "NoMemoryLimit",
              FIELD + ".resources.limits.memory",
              "without it the store has no maxmemory and may fill its node; set a limit"));
      return 0;
    }
    var percent = spec.maxMemoryPercent() == null ? 75 : spec.maxMemoryPercent();
    return limit
        .get()
        .multiply(BigDecimal.valueOf(percent))
        .divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN)
        .longValue();
  }

  private static void warn(
      EvictionPolicy eviction,
      Persistence persistence,
      Optional<Storage> storage,
      Consumer<Problem> problems) {
    if (eviction != EvictionPolicy.NoEviction) {
      problems.accept(
          Problem.warns(
              Component.STORE,
              "SessionsMayBeEvicted",
              FIELD + ".evictionPolicy",
              eviction + " logs users out when memory is full; NoEviction refuses new writes"));
    }
    if (storage.isPresent() && persistence == Persistence.None) {
      problems.accept(
          Problem.warns(
              Component.STORE,
              "StorageUnused",
              FIELD + ".persistence",
              "None saves nothing to the volume of storage; choose AOF or RDB"));
    }
  }
}
