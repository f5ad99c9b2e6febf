package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.Switch;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is to be known to render a stack and to report on it.
 *
 * @param namespace of the stack and of everything that is made for it
 * @param names of its objects
 * @param uid of the stack: what owns its objects is the stack with this identity, not one of the
 *     same name (R22)
 * @param generation of the spec that was planned
 * @param mode what the operator does with it
 * @param ui the UI instances
 * @param session what a session is
 * @param store where sessions are kept
 * @param census how the sessions are looked after
 * @param edge the way in
 * @param broker where tasks wait; absent without workers and scheduler, and where the store's
 *     address is not known
 * @param workers the pools of workers
 * @param scheduler the one that sends periodic tasks
 * @param servers backend and model server
 * @param bucket the object storage, if any
 * @param pods what all pods have in common
 * @param keys what was drawn at random, once
 * @param keysKept whether they are in a Secret already
 * @param passwordPending whether the store's password is one of them and is not kept yet
 * @param hasVolume whether a volume of the store exists
 * @param networkPolicy whether the managed store is closed to others
 * @param disruptionBudget whether voluntary disruptions are slowed down
 * @param platform what the platform team decided
 * @param storeHash fingerprint of the content that the store's pods use
 * @param problems what is wrong or risky
 */
public record StackPlan(
    String namespace,
    Names names,
    String uid,
    long generation,
    Mode mode,
    UiPlan ui,
    SessionPlan session,
    StorePlan store,
    CensusPlan census,
    EdgePlan edge,
    Optional<BrokerPlan> broker,
    List<WorkerPlan> workers,
    Optional<SchedulerPlan> scheduler,
    List<ServerPlan> servers,
    Optional<BucketPlan> bucket,
    PodPlan pods,
    Keys keys,
    boolean keysKept,
    boolean passwordPending,
    boolean hasVolume,
    boolean networkPolicy,
    boolean disruptionBudget,
    Platform platform,
    String storeHash,
    List<Problem> problems) {

  public static StackPlan of(SessionStack stack, Platform platform, Surroundings around) {
    var spec = stack.getSpec();
    var names = new Names(stack.getMetadata().getName());
    var namespace = stack.getMetadata().getNamespace();
    var problems = new ArrayList<Problem>();
    var mode = spec.mode() == null ? Mode.Running : spec.mode();
    var hibernated = mode == Mode.Hibernated;
    var held = KeysInUse.of(spec);
    var keys = held.keys(around);
    var references = References.of(stack);
    Missing.of(references, around).forEach(problems::add);
    var session = SessionPlan.of(spec.session(), names, held, keys, around, problems::add);
    var store =
        StorePlan.of(spec.store(), namespace, names, held, keys, around, hibernated, problems::add);
    var broker =
        spec.workers().isEmpty() && spec.scheduler() == null
            ? Optional.<BrokerPlan>empty()
            : store.connection().map(connection -> BrokerPlan.of(spec, connection));
    var bucket =
        Optional.ofNullable(spec.objectStorage())
            .map(storage -> BucketPlan.of(storage, names, namespace, around, mode, problems::add));
    var hash = new Fingerprint(session, store, broker, bucket, keys, around);
    var ui =
        UiPlan.of(spec.ui(), names, hash.ofApp(references.ui()), around, hibernated, problems::add);
    var edge = EdgePlan.of(spec.loadBalancer(), ui, names, around, problems::add);
    warn(ui, store, edge, problems::add);
    var apps = new Apps(spec, names, references, hash, around, hibernated, problems::add);
    var workers = apps.workers();
    var scheduler = apps.scheduler();
    var servers = apps.servers();
    held.lost(stack, around).forEach(problems::add);
    Bounds.of(spec, namespace, platform.tenancy())
        .check(ui, store, workers, scheduler, servers, problems::add);
    return new StackPlan(
        namespace,
        names,
        stack.getMetadata().getUid(),
        Optional.ofNullable(stack.getMetadata().getGeneration()).orElse(0L),
        mode,
        ui,
        session,
        store,
        CensusPlan.of(stack),
        edge,
        broker,
        workers,
        scheduler,
        servers,
        bucket,
        PodPlan.of(spec.podDefaults(), names),
        keys,
        !around.keys().isEmpty(),
        held.password() && around.keys().isEmpty(),
        around.hasVolume(),
        spec.networkPolicy() != Switch.Disabled,
        spec.podDisruptionBudget() != Switch.Disabled,
        platform,
        hash.ofStore(references.store()),
        List.copyOf(problems));
  }

  /** Why a component is left as it is, if it is. */
  public List<Problem> holds(Component component) {
    return problems.stream()
        .filter(p -> p.effect() == Problem.Effect.HOLDS)
        .filter(p -> p.pool().isEmpty())
        .filter(p -> p.component() == component || needs(component, p.component()))
        .toList();
  }

  /** Why a pool of workers is left as it is, if it is. */
  public List<Problem> holds(WorkerPlan pool) {
    var own =
        problems.stream()
            .filter(p -> p.effect() == Problem.Effect.HOLDS)
            .filter(p -> p.pool().equals(Optional.of(pool.name())));
    return Stream.concat(holds(Component.WORKERS).stream(), own).toList();
  }

  /** All queues that the stack's workers take tasks from. */
  public Set<String> queues() {
    return workers.stream()
        .flatMap(pool -> pool.queues().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How often the queues are measured: more often where instances follow them. */
  public Duration queueInterval() {
    var followed = workers.stream().anyMatch(pool -> pool.limits().isPresent());
    return Duration.ofSeconds(followed ? 5 : 10);
  }

  /** The backend or the model server, if the stack has it. */
  public Optional<ServerPlan> server(Component component) {
    return servers.stream().filter(server -> server.component() == component).findFirst();
  }

  /** What its clients in the cluster call it; the search path of their DNS has no part in it. */
  public Optional<String> url(Component component) {
    return server(component)
        .map(server -> "http://" + names.server(component) + "." + namespace + ".svc");
  }

  /** How keys change that are generated or that our server is told. */
  public Stream<KeyChange> keyChanges() {
    return Stream.of(session.change(), store.change()).flatMap(Optional::stream);
  }

  /** The steps of rotations that are on their way. */
  public Stream<Rotation.Step> rotationSteps() {
    return keyChanges().map(KeyChange::rotation).flatMap(rotation -> rotation.step().stream());
  }

  /** When the next of these steps ends, if it waits for time; absent where none does. */
  public Optional<Instant> rotationDue(Instant now) {
    return rotationSteps()
        .flatMap(step -> step.due().stream())
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /** Whether anything is left as it is. */
  public boolean isHeld() {
    return problems.stream().anyMatch(p -> p.effect() == Problem.Effect.HOLDS);
  }

  /** What is applied as asked, but risky. */
  public List<Problem> warnings() {
    return problems.stream().filter(p -> p.effect() == Problem.Effect.WARNS).toList();
  }

  /**
   * The reference that lets Kubernetes collect an object with its stack; absent for what outlives
   * it. We never delete a stack's objects ourselves, so a stack is deleted even with the operator
   * down (R5).
   */
  public OwnerReference owner() {
    return new OwnerReferenceBuilder()
        .withApiVersion("sessionstack.dev/v1alpha1")
        .withKind("SessionStack")
        .withName(names.stack())
        .withUid(uid)
        .withController(true)
        .build();
  }

  /**
   * Whether the Secrets outlive the stack, because a volume does that is of no use without them.
   */
  public boolean secretsOutliveStack() {
    return store
        .managed()
        .flatMap(RedisPlan::volume)
        .map(RedisPlan.Volume::retained)
        .orElse(hasVolume);
  }

  /** All stand on the Secrets; those that are handed the whole environment, on all of it. */
  private static boolean needs(Component component, Component other) {
    return other == Component.ACCESS
        || Set.of(Component.STORE, Component.SESSION).contains(other)
            && Set.of(Component.UI, Component.WORKERS, Component.SCHEDULER, Component.BACKEND)
                .contains(component);
  }

  private static void warn(UiPlan ui, StorePlan store, EdgePlan edge, Consumer<Problem> problems) {
    if (store.inProcess() && ui.several() && edge.affinity() == Affinity.Mode.None) {
      problems.accept(
          Problem.warns(
              Component.UI,
              "AffinityNeeded",
              "spec.loadBalancer.affinity.mode",
              "with store.memory a session lives in one instance, and another does not know it;"
                  + " set ClientIP, use one replica, or use store.managed"));
    }
  }
}
