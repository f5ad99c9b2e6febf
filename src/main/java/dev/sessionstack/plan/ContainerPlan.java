package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.ContainerSpec;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A container that runs an image of the user's.
 *
 * @param name of the container, by which a template finds it
 * @param image what it runs
 * @param command replaces the entrypoint, where not empty
 * @param args replaces the arguments, where not empty
 * @param env the user's environment
 * @param envFrom the user's environment from ConfigMaps and Secrets
 * @param variables names that the user's environment sets, which ours must not shadow
 * @param resources of one instance
 * @param patch of the pod template
 * @param contentHash fingerprint of the content that its pod uses
 */
public record ContainerPlan(
    String name,
    String image,
    List<String> command,
    List<String> args,
    List<EnvVar> env,
    List<EnvFromSource> envFrom,
    Set<String> variables,
    Optional<ResourceRequirements> resources,
    ObjectNode patch,
    String contentHash) {

  /**
   * @param field path of the spec, for advice
   * @param image where the spec names none
   */
  static ContainerPlan of(
      ContainerSpec spec,
      Component component,
      String field,
      String image,
      String contentHash,
      Surroundings around,
      Consumer<Problem> problems) {
    var resources = Optional.ofNullable(spec.resources());
    resources.ifPresent(r -> Resources.check(r, component, field + ".resources", problems));
    return new ContainerPlan(
        component.label(),
        spec.image() == null ? image : spec.image(),
        spec.command(),
        spec.args(),
        spec.env(),
        spec.envFrom(),
        variables(spec, component.label(), around),
        resources,
        PodPatch.of(spec.template(), component, field + ".template", problems),
        contentHash);
  }

  /** The same with a command of ours, where the user has none. */
  ContainerPlan running(List<String> ours) {
    return command.isEmpty()
        ? new ContainerPlan(
            name, image, ours, args, env, envFrom, variables, resources, patch, contentHash)
        : this;
  }

  private static Set<String> variables(ContainerSpec spec, String name, Surroundings around) {
    var variables = new TreeSet<String>();
    spec.env().forEach(env -> variables.add(env.getName()));
    if (spec.template() != null) {
      for (var container : spec.template().path("spec").path("containers")) {
        if (name.equals(container.path("name").asText())) {
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
