package dev.sessionstack.parts.workers;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.parts.AppPod;
import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.SchedulerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;

/**
 * The scheduler: one, and never two at once, or every periodic task would be sent twice.
 *
 * <p>A Deployment cannot promise that, not even one that recreates: when its pod is deleted or
 * evicted, or its node is lost, the next one starts while the last may still run. A StatefulSet
 * waits until a pod is known to have ended.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/#statefulset-considerations">At
 *     most one</a>
 */
@ApplicationScoped
public class SchedulerStatefulSet extends Part<StatefulSet> {

  /** It has nothing to finish: what is due is sent by its successor. */
  private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

  public SchedulerStatefulSet() {
    super(StatefulSet.class, Component.SCHEDULER);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().scheduler();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.scheduler().isPresent();
  }

  @Override
  public StatefulSet desired(StackPlan plan) {
    var scheduler = plan.scheduler().orElseThrow();
    return new StatefulSetBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withReplicas(scheduler.replicas())
        .withServiceName(objectName(plan)) // there is none: nobody looks for it by name
        // Ordered sets do not replace a pod that never started, so a wrong image would stick. One
        // pod has no order to keep: it ends before the next one starts all the same.
        .withPodManagementPolicy("Parallel")
        .withNewSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.SCHEDULER))
        .endSelector()
        .withTemplate(template(plan, scheduler))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(StackPlan plan, SchedulerPlan scheduler) {
    var app = scheduler.container();
    var env = AppEnv.ofApp(plan, Component.SCHEDULER, app, Map.of());
    return AppPod.template(
        plan,
        Component.SCHEDULER,
        Map.of(),
        app,
        AppPod.container(plan, Component.SCHEDULER, app, env).build(),
        GRACE_PERIOD,
        AppPod.SCRATCH);
  }
}
