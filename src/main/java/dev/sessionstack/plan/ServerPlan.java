package dev.sessionstack.plan;

import dev.sessionstack.api.ServerSpec;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A server that the stack's own pods call.
 *
 * @param component backend or model server
 * @param container what an instance runs
 * @param port that it listens on
 * @param replicas how many, 0 when hibernated
 * @param probePath HTTP path that says whether an instance can serve
 * @param startupTimeout how long a start may take
 * @param gracePeriod how long an instance may take to finish its requests
 */
public record ServerPlan(
    Component component,
    ContainerPlan container,
    int port,
    int replicas,
    String probePath,
    Duration startupTimeout,
    Duration gracePeriod) {

  /** The port of its Service. */
  public static final int PORT = 80;

  static ServerPlan of(
      ServerSpec spec,
      Component component,
      String contentHash,
      Surroundings around,
      boolean hibernated,
      Consumer<Problem> problems) {
    var probe = spec.probe() == null ? new ServerSpec.Probe(null, null) : spec.probe();
    return new ServerPlan(
        component,
        ContainerPlan.of(
            spec, component, field(component), spec.image(), contentHash, around, problems),
        spec.port() == null ? 8080 : spec.port(),
        hibernated ? 0 : spec.replicas() == null ? 1 : spec.replicas(),
        probe.path() == null ? "/healthz" : probe.path(),
        Durations.of(probe.startupTimeout(), "5m"),
        Durations.of(spec.terminationGracePeriod(), "30s"));
  }

  /** The field of the spec that asks for it. */
  public static String field(Component component) {
    return component == Component.BACKEND ? "spec.backend" : "spec.modelServer";
  }
}
