package dev.sessionstack.plan;

import dev.sessionstack.api.Profile;
import dev.sessionstack.api.UiSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The UI instances.
 *
 * @param profile which framework the app is made with
 * @param container the app
 * @param presets environment of the profile
 * @param port that the app listens on
 * @param replicas how many, 0 when hibernated; with autoscaling the least
 * @param stated the number that we write; absent where an autoscaler writes it (R25)
 * @param autoscaling where their number follows their load
 * @param probePath HTTP path that says whether an instance can serve
 * @param startupTimeout how long a start may take
 * @param drainTimeout from SIGTERM to the end
 * @param preStopDelay from the decision to stop to SIGTERM
 * @param scratchSize of /tmp
 */
public record UiPlan(
    Profile profile,
    ContainerPlan container,
    Map<String, String> presets,
    int port,
    int replicas,
    Optional<Integer> stated,
    Optional<Autoscaling> autoscaling,
    String probePath,
    Duration startupTimeout,
    Duration drainTimeout,
    Duration preStopDelay,
    String scratchSize) {

  private static final String FIELD = "spec.ui";

  /**
   * A HorizontalPodAutoscaler.
   *
   * @param least instances
   * @param most instances
   * @param cpuPercent average use of CPU to aim at, in percent of the request
   */
  public record Autoscaling(int least, int most, int cpuPercent) {

    static Autoscaling of(UiSpec.Autoscaling spec) {
      return new Autoscaling(
          spec.minReplicas() == null ? 1 : spec.minReplicas(),
          spec.maxReplicas(),
          spec.targetCPUUtilization() == null ? 70 : spec.targetCPUUtilization());
    }
  }

  /** Whether there can be more than one instance. */
  public boolean several() {
    return autoscaling.map(Autoscaling::most).orElse(replicas) > 1;
  }

  static UiPlan of(
      UiSpec spec,
      Names names,
      String contentHash,
      Surroundings around,
      boolean hibernated,
      Consumer<Problem> problems) {
    var profile = spec.profile() == null ? Profile.Generic : spec.profile();
    var preset = Preset.of(profile);
    var probe = spec.probe() == null ? new UiSpec.Probe(null, null) : spec.probe();
    var drain = spec.drain() == null ? new UiSpec.Drain(null, null) : spec.drain();
    var autoscaling = Optional.ofNullable(spec.autoscaling()).map(Autoscaling::of);
    var fixed = hibernated ? 0 : spec.replicas() == null ? 1 : spec.replicas();
    var awake = autoscaling.filter(a -> !hibernated);
    var port = spec.port() == null ? preset.port() : spec.port();
    var container =
        ContainerPlan.of(spec, Component.UI, FIELD, spec.image(), contentHash, around, problems);
    if (autoscaling.isPresent()) {
      needsCpuRequest(container, problems);
    }
    return new UiPlan(
        profile,
        container,
        preset.env(port),
        port,
        awake.map(Autoscaling::least).orElse(fixed),
        awake.isEmpty()
            ? Optional.of(fixed)
            : around.heldReplicas(names.ui()).map(held -> Math.max(held, awake.get().least())),
        awake,
        probe.path() == null ? preset.probePath() : probe.path(),
        Durations.of(probe.startupTimeout(), "120s"),
        Durations.of(drain.timeout(), "60s"),
        Durations.of(drain.preStopDelay(), "5s"),
        spec.scratch() == null || spec.scratch().sizeLimit() == null
            ? "1Gi"
            : spec.scratch().sizeLimit());
  }

  /** The server takes a limit for a request where there is none. */
  private static void needsCpuRequest(ContainerPlan container, Consumer<Problem> problems) {
    var known =
        container
            .resources()
            .filter(
                r ->
                    r.getRequests() != null && r.getRequests().containsKey("cpu")
                        || r.getLimits() != null && r.getLimits().containsKey("cpu"))
            .isPresent();
    if (!known) {
      problems.accept(
          Problem.warns(
              Component.UI,
              "CPURequestMissing",
              FIELD + ".resources.requests.cpu",
              "autoscaling measures in percent of it and does nothing without it; set it"));
    }
  }
}
