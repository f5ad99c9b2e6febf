package dev.sessionstack.plan;

import dev.sessionstack.api.SchedulerSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * The one that sends periodic tasks.
 *
 * @param container what it runs
 * @param replicas 1, or 0 when hibernated
 */
public record SchedulerPlan(ContainerPlan container, int replicas) {

  static SchedulerPlan of(
      SchedulerSpec spec,
      String uiImage,
      String contentHash,
      Surroundings around,
      boolean hibernated,
      Consumer<Problem> problems) {
    var container =
        ContainerPlan.of(
            spec, Component.SCHEDULER, "spec.scheduler", uiImage, contentHash, around, problems);
    return new SchedulerPlan(container.running(command(spec)), hibernated ? 0 : 1);
  }

  /**
   * The schedule file is a cache of when tasks were last sent; the only place to write is /tmp. No
   * pidfile: a container that is restarted would find its own.
   *
   * @see <a href="https://docs.celeryq.dev/en/stable/reference/cli.html#celery-beat">celery
   *     beat</a>
   */
  private static List<String> command(SchedulerSpec spec) {
    return List.of(
        "celery",
        "--app=" + spec.app(),
        "beat",
        "--schedule=/tmp/celerybeat-schedule",
        "--pidfile=",
        "--loglevel=INFO");
  }
}
