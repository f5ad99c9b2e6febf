package dev.sessionstack.parts.ui;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
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
    return new PodDisruptionBudgetBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow") // who serves nobody may not block a drain
        .withNewSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.UI))
        .endSelector()
        .endSpec()
        .build();
  }
}
