package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.Profile;
import dev.sessionstack.api.UiSpec;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The UI instances.
 *
 * @param profile which framework the app is made with
 * @param image the app
 * @param command replaces the entrypoint, where not empty
 * @param args replaces the arguments, where not empty
 * @param env the user's environment
 * @param envFrom the user's environment from ConfigMaps and Secrets
 * @param variables names that the user's environment sets, which ours must not shadow
 * @param presets environment of the profile
 * @param resources of one instance
 * @param port that the app listens on
 * @param replicas how many, 0 when hibernated
 * @param probePath HTTP path that says whether an instance can serve
 * @param startupTimeout how long a start may take
 * @param drainTimeout from SIGTERM to the end
 * @param preStopDelay from the decision to stop to SIGTERM
 * @param scratchSize of /tmp
 * @param patch of the pod template
 */
public record UiPlan(
    Profile profile,
    String image,
    List<String> command,
    List<String> args,
    List<EnvVar> env,
    List<EnvFromSource> envFrom,
    Set<String> variables,
    Map<String, String> presets,
    Optional<ResourceRequirements> resources,
    int port,
    int replicas,
    String probePath,
    Duration startupTimeout,
    Duration drainTimeout,
    Duration preStopDelay,
    String scratchSize,
    ObjectNode patch) {

  /** The name of the app's container. */
  public static final String CONTAINER = "ui";

  static UiPlan of(
      UiSpec spec, Surroundings around, boolean hibernated, Consumer<Problem> problems) {
    var profile = spec.profile() == null ? Profile.Generic : spec.profile();
    var preset = Preset.of(profile);
    var probe = spec.probe() == null ? new UiSpec.Probe(null, null) : spec.probe();
    var drain = spec.drain() == null ? new UiSpec.Drain(null, null) : spec.drain();
    var replicas = spec.replicas() == null ? 1 : spec.replicas();
    var port = spec.port() == null ? preset.port() : spec.port();
    var resources = Optional.ofNullable(spec.resources());
    resources.ifPresent(r -> Resources.check(r, Component.UI, "spec.ui.resources", problems));
    return new UiPlan(
        profile,
        spec.image(),
        spec.command(),
        spec.args(),
        spec.env(),
        spec.envFrom(),
        variables(spec, around),
        preset.env(port),
        resources,
        port,
        hibernated ? 0 : replicas,
        probe.path() == null ? preset.probePath() : probe.path(),
        Durations.of(probe.startupTimeout(), "120s"),
        Durations.of(drain.timeout(), "60s"),
        Durations.of(drain.preStopDelay(), "5s"),
        spec.scratch() == null || spec.scratch().sizeLimit() == null
            ? "1Gi"
            : spec.scratch().sizeLimit(),
        PodPatch.of(spec.template(), Component.UI, "spec.ui.template", problems));
  }

  private static Set<String> variables(UiSpec spec, Surroundings around) {
    var variables = new TreeSet<String>();
    spec.env().forEach(env -> variables.add(env.getName()));
    if (spec.template() != null) {
      for (var container : spec.template().path("spec").path("containers")) {
        if (CONTAINER.equals(container.path("name").asText())) {
          container.path("env").forEach(env -> variables.add(env.path("name").asText()));
        }
      }
    }
    for (var from : spec.envFrom()) {
      var prefix = from.getPrefix() == null ? "" : from.getPrefix();
      References.of(from)
          .map(around.contents()::get)
          .ifPresent(content -> content.keySet().forEach(key -> variables.add(prefix + key)));
    }
    return variables;
  }
}
