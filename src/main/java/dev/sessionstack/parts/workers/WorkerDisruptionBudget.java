package dev.sessionstack.parts.workers;

import dev.sessionstack.parts.DisruptionBudget;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.WorkerPlan;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import jakarta.enterprise.context.ApplicationScoped;

/** One instance of a pool at a time for voluntary disruptions: each has tasks to finish (R20). */
@ApplicationScoped
public class WorkerDisruptionBudget extends PoolPart<PodDisruptionBudget> {

  public WorkerDisruptionBudget() {
    super(PodDisruptionBudget.class);
  }

  @Override
  protected boolean wanted(StackPlan plan, WorkerPlan pool) {
    return plan.disruptionBudget() && pool.several();
  }

  @Override
  protected PodDisruptionBudget desired(StackPlan plan, WorkerPlan pool) {
    return DisruptionBudget.of(labelled(plan, pool), selector(plan, pool));
  }
}
