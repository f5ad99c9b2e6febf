package dev.sessionstack.parts.ui;

import dev.sessionstack.parts.DisruptionBudget;
import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * One instance at a time for voluntary disruptions. With a single instance there is none: it would
 * only keep a node from being drained.
 */
@ApplicationScoped
public class UiDisruptionBudget extends Part<PodDisruptionBudget> {

  public UiDisruptionBudget() {
    super(PodDisruptionBudget.class, Component.UI);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.disruptionBudget() && plan.ui().several();
  }

  @Override
  public PodDisruptionBudget desired(StackPlan plan) {
    return DisruptionBudget.of(owned(plan), Labels.selector(plan.names().stack(), Component.UI));
  }
}
