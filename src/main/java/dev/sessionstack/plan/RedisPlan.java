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
 * @param settings what it can be told while it runs
 * @param maxMemoryPercent maxmemory in percent of the memory limit
 * @param saving how sessions survive the pod
 * @param volume where sessions survive the pod, if there is one
 * @param tlsSecret the Secret with the server's certificate, if any
 * @param patch of the pod template
 */
public record RedisPlan(
    String image,
    ResourceRequirements resources,
    int replicas,
    LiveSettings settings,
    int maxMemoryPercent,
    Saving saving,
    Optional<Volume> volume,
    Optional<String> tlsSecret,
    ObjectNode patch) {

  /** Redis' registered port. */
  public static final int PORT = 6379;

  /** What its container is called, also in a {@code template}. */
  public static final String CONTAINER = "redis";

  static final String FIELD = "spec.store.managed";

  private static final ResourceRequirements DEFAULT_RESOURCES =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("100m"))
          .addToRequests("memory", new Quantity("256Mi"))
          .addToLimits("memory", new Quantity("256Mi"))
          .build();

  /**
   * A persistent volume.
   *
   * @param size that it is to have at least, as a quantity
   * @param template the size that the StatefulSet's template for claims says: what it says already,
   *     until the claim has grown. It cannot be changed, only be made anew with its StatefulSet,
   *     and that is worth the while only if the claim may grow (R4)
   * @param storageClass absent for the cluster's default
   * @param retained whether it outlives the stack
   * @param owner the StatefulSet that says so by now, too; absent where none does
   */
  public record Volume(
      String size,
      String template,
      Optional<String> storageClass,
      boolean retained,
      Optional<LiveStore.Owner> owner) {

    static Volume of(Storage storage, LiveStore live) {
      var size = storage.size();
      var isSmall = live.claimed().filter(claimed -> isLess(claimed, size)).isPresent();
      var retained = storage.whenDeleted() != Storage.WhenDeleted.Delete;
      return new Volume(
          size,
          live.template().filter(template -> isSmall).orElse(size),
          Optional.ofNullable(storage.storageClassName()),
          retained,
          live.owner().filter(owner -> owner.retains() == retained));
    }

    /** Whether a claim that asks for so much is too small. */
    public boolean isMoreThan(String claimed) {
      return isLess(claimed, size);
    }

    private static boolean isLess(String one, String other) {
      return Bytes.of(one, "0") < Bytes.of(other, "0");
    }
  }

  /** Whether volume and Secrets outlive the stack. */
  public boolean retained() {
    return volume.map(Volume::retained).orElse(false);
  }

  /**
   * What a server may be told that runs in a container with these resources: those of the spec
   * before this one, as long as its pod is not replaced, or those that the template gave it. A
   * maxmemory above the container's limit would have the kernel end the server.
   */
  public LiveSettings settingsWithin(ResourceRequirements container) {
    return settings.within(
        memoryLimit(container).map(bytes -> share(bytes, maxMemoryPercent)).orElse(0L));
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
    var percent = spec.maxMemoryPercent() == null ? 75 : spec.maxMemoryPercent();
    var clients = spec.maxClients() == null ? 10_000 : spec.maxClients();
    return new RedisPlan(
        spec.image() == null ? ManagedStore.IMAGE : spec.image(),
        resources,
        hibernated ? 0 : 1,
        new LiveSettings(maxMemory(resources, percent, problems), eviction, clients),
        percent,
        Saving.of(persistence, storage.isPresent(), around.store()),
        storage.map(s -> Volume.of(s, around.store())),
        Optional.ofNullable(spec.tls()).map(ManagedStore.Tls::secretName),
        PodPatch.of(spec.template(), Component.STORE, FIELD + ".template", problems));
  }

  private static long maxMemory(
      ResourceRequirements resources, int percent, Consumer<Problem> problems) {
    var limit = memoryLimit(resources);
    if (limit.isEmpty()) {
      problems.accept(
          Problem.warns(
              Component.STORE,
              "NoMemoryLimit",
              FIELD + ".resources.limits.memory",
              "without it the store has no maxmemory and may fill its node; set a limit"));
    }
    return limit.map(bytes -> share(bytes, percent)).orElse(0L);
  }

  private static Optional<BigDecimal> memoryLimit(ResourceRequirements resources) {
    return Optional.ofNullable(resources)
        .map(ResourceRequirements::getLimits)
        .flatMap(limits -> Resources.amount(limits.get("memory")));
  }

  private static long share(BigDecimal bytes, int percent) {
    return bytes
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
