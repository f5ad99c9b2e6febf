package dev.sessionstack.parts.workers;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.parts.AppPod;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.WorkerPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * The instances of a pool. One that is stopped finishes its tasks while its successor already
 * works.
 */
@ApplicationScoped
public class WorkerDeployment extends PoolPart<Deployment> {

  public WorkerDeployment() {
    super(Deployment.class);
  }

  @Override
  protected Deployment desired(StackPlan plan, WorkerPlan pool) {
    var app = pool.container();
    var env = AppEnv.ofApp(plan, Component.WORKERS, app, Map.of());
    return new DeploymentBuilder()
        .withMetadata(labelled(plan, pool))
        .withNewSpec()
        .withReplicas(pool.replicas().orElse(null))
        .withNewSelector()
        .withMatchLabels(selector(plan, pool))
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString("25%"))
        .withMaxUnavailable(new IntOrString("25%"))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(
            AppPod.template(
                plan,
                Component.WORKERS,
                label(pool),
                app,
                AppPod.container(plan, Component.WORKERS, app, env).build(),
                pool.gracePeriod(),
                AppPod.SCRATCH))
        .endSpec()
        .build();
  }
}
