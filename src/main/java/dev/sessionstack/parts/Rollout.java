package dev.sessionstack.parts;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.ContainerPlan;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether all instances of the app that run were made from the Secrets as they are. Whether they
 * serve does not matter: one that never starts uses no old key.
 */
public final class Rollout {

  /** Those that know sessions and the store. */
  private static final Set<String> APP =
      Stream.of(Component.UI, Component.WORKERS, Component.SCHEDULER, Component.BACKEND)
          .map(Component::label)
          .collect(Collectors.toSet());

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /**
   * @param plan of the Secrets as they are
   * @param live of the plan
   * @param pods all of the stack, also those of pools that the plan has no more
   */
  public static boolean isOver(StackPlan plan, Workloads live, List<Pod> pods) {
    return isOver(live.ui().deployment(), plan.ui().container())
        && plan.workers().stream()
            .allMatch(pool -> isOver(live.pool(pool).deployment(), pool.container()))
        && plan.server(Component.BACKEND).stream()
            .allMatch(server -> isOver(live.server(server).deployment(), server.container()))
        && plan.scheduler().stream()
            .allMatch(scheduler -> isCarried(live.scheduler().set(), scheduler.container()))
        && pods.stream().filter(Rollout::runsTheApp).allMatch(pod -> carries(pod, plan));
  }

  private static boolean isOver(Optional<Deployment> deployment, ContainerPlan container) {
    return deployment
        .filter(d -> carries(d.getSpec().getTemplate(), container))
        .filter(d -> d.getStatus() != null)
        .filter(d -> d.getMetadata().getGeneration().equals(d.getStatus().getObservedGeneration()))
        .filter(
            d -> number(d.getStatus().getReplicas()) == number(d.getStatus().getUpdatedReplicas()))
        .isPresent();
  }

  private static boolean isCarried(Optional<StatefulSet> set, ContainerPlan container) {
    return set.filter(s -> carries(s.getSpec().getTemplate(), container))
        .filter(s -> s.getStatus() != null)
        .filter(s -> s.getMetadata().getGeneration().equals(s.getStatus().getObservedGeneration()))
        .filter(
            s -> number(s.getStatus().getReplicas()) == number(s.getStatus().getUpdatedReplicas()))
        .isPresent();
  }

  private static boolean carries(PodTemplateSpec template, ContainerPlan container) {
    return container.contentHash().equals(content(template.getMetadata().getAnnotations()));
  }

  private static boolean runsTheApp(Pod pod) {
    var phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    return APP.contains(pod.getMetadata().getLabels().get(Labels.COMPONENT))
        && !ENDED.contains(phase);
  }

  private static boolean carries(Pod pod, StackPlan plan) {
    var labels = pod.getMetadata().getLabels();
    var content = content(pod.getMetadata().getAnnotations());
    return containers(plan, labels.get(Labels.COMPONENT), labels.get(Labels.POOL))
        .anyMatch(container -> container.contentHash().equals(content));
  }

  private static Stream<ContainerPlan> containers(StackPlan plan, String component, String pool) {
    if (component.equals(Component.UI.label())) {
      return Stream.of(plan.ui().container());
    }
    if (component.equals(Component.WORKERS.label())) {
      return plan.workers().stream()
          .filter(worker -> Objects.equals(worker.name(), pool))
          .map(worker -> worker.container());
    }
    return component.equals(Component.SCHEDULER.label())
        ? plan.scheduler().stream().map(scheduler -> scheduler.container())
        : plan.server(Component.BACKEND).stream().map(server -> server.container());
  }

  private static String content(Map<String, String> annotations) {
    return annotations == null ? "" : annotations.getOrDefault(PodTemplate.CONTENT, "");
  }

  private static int number(Integer value) {
    return value == null ? 0 : value;
  }

  private Rollout() {}
}
