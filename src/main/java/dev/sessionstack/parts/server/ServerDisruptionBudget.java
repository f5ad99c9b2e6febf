package dev.sessionstack.parts.server;

import dev.sessionstack.parts.DisruptionBudget;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import jakarta.enterprise.context.ApplicationScoped;

/** One instance at a time for voluntary disruptions, where there is more than one. */
@ApplicationScoped
public class ServerDisruptionBudget extends ServerPart<PodDisruptionBudget> {

  public ServerDisruptionBudget() {
    super(PodDisruptionBudget.class);
  }

  @Override
  protected boolean wanted(StackPlan plan, ServerPlan server) {
    return plan.disruptionBudget() && server.replicas() > 1;
  }

  @Override
  protected PodDisruptionBudget desired(StackPlan plan, ServerPlan server) {
    return DisruptionBudget.of(owned(plan, server), selector(plan, server));
  }
}
