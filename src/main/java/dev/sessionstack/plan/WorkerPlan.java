package dev.sessionstack.plan;

import dev.sessionstack.api.WorkerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A pool of workers.
 *
 * @param name of the pool
 * @param container what an instance runs
 * @param queues that it takes tasks from
 * @param concurrency tasks that one instance does at a time
 * @param replicas how many instances; absent where somebody else decides it
 * @param limits where their number follows the queues
 * @param size what was decided of it, where it follows the queues and they are known of
 * @param gracePeriod how long an instance may take to finish its tasks
 * @param stuckAfter how long it may take none while some wait
 */
public record WorkerPlan(
    String name,
    ContainerPlan container,
    List<String> queues,
    int concurrency,
    Optional<Integer> replicas,
    Optional<PoolLimits> limits,
    Optional<PoolSize> size,
    Duration gracePeriod,
    Duration stuckAfter) {

  /** What Celery calls the queue of tasks that name none. */
  private static final List<String> DEFAULT_QUEUES = List.of("celery");

  /** By default; an instance whose tasks take longer has a grace period that says so. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The field of a pool: lists of Kubernetes are told apart by name. */
  public static String field(String pool) {
    return "spec.workers[" + pool + "]";
  }

  /** Whether there can be more than one instance. */
  public boolean several() {
    return limits.map(PoolLimits::max).or(() -> replicas).orElse(2) > 1;
  }

  static WorkerPlan of(
      WorkerSpec spec,
      Names names,
      String uiImage,
      String contentHash,
      Surroundings around,
      boolean hibernated,
      Consumer<Problem> problems) {
    var queues = spec.queues().isEmpty() ? DEFAULT_QUEUES : spec.queues();
    var concurrency = spec.concurrency() == null ? 4 : spec.concurrency();
    var container =
        ContainerPlan.of(
            spec,
            Component.WORKERS,
            field(spec.name()),
            uiImage,
            contentHash,
            around,
            problem -> problems.accept(problem.ofPool(spec.name())));
    var limits =
        Optional.ofNullable(spec.autoscaling())
            .filter(a -> !hibernated)
            .map(a -> limits(a, concurrency));
    var size =
        limits.flatMap(
            l ->
                Optional.ofNullable(around.demands().get(spec.name()))
                    .map(demand -> demand.size(l)));
    var grace = Durations.of(spec.terminationGracePeriod(), "5m");
    var external = spec.scaledBy() == WorkerSpec.ScaledBy.External;
    var fixed = spec.replicas() == null ? 1 : spec.replicas();
    return new WorkerPlan(
        spec.name(),
        container.running(command(spec, queues, concurrency)),
        queues,
        concurrency,
        hibernated
            ? Optional.of(0)
            : external
                // Of none, an autoscaler would make none: one that wakes begins as a new one does.
                ? around.heldReplicas(names.worker(spec.name())).map(held -> Math.max(1, held))
                : limits
                    .map(l -> Optional.of(size.map(PoolSize::replicas).orElse(l.min())))
                    .orElse(Optional.of(fixed)),
        limits,
        size,
        grace,
        Optional.ofNullable(spec.stuckAfter())
            .map(text -> Durations.of(text, "10m"))
            .orElse(grace.compareTo(PATIENCE) > 0 ? grace : PATIENCE));
  }

  private static PoolLimits limits(WorkerSpec.Autoscaling spec, int concurrency) {
    return new PoolLimits(
        spec.minReplicas() == null ? 0 : spec.minReplicas(),
        spec.maxReplicas(),
        concurrency,
        spec.tasksPerWorker() == null ? 2 : spec.tasksPerWorker(),
        Durations.of(spec.stabilizationWindow(), "2m"));
  }

  /**
   * A worker that takes no more than it works on (what it hoards nobody else can do, and the length
   * of the queue would say nothing) and that is the container's first process, so that SIGTERM
   * reaches it and not its children (R19, R20).
   *
   * @see <a href="https://docs.celeryq.dev/en/stable/reference/cli.html#celery-worker">celery
   *     worker</a>
   * @see <a
   *     href="https://docs.celeryq.dev/en/stable/userguide/optimizing.html#prefetch-limits">Prefetch
   *     limits</a>
   */
  private static List<String> command(WorkerSpec spec, List<String> queues, int concurrency) {
    return List.of(
        "celery",
        "--app=" + spec.app(),
        "worker",
        "--hostname=" + spec.name() + "@%h",
        "--queues=" + String.join(",", queues),
        "--concurrency=" + concurrency,
        "--prefetch-multiplier=1",
        "-O",
        "fair",
        "--without-gossip",
        "--without-mingle",
        "--loglevel=INFO");
  }
}
