package dev.sessionstack.parts.workers;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** Nobody calls workers and scheduler: they take their work from the store. */
@ApplicationScoped
public class WorkerNetworkPolicy extends Part<NetworkPolicy> {

  public WorkerNetworkPolicy() {
    super(NetworkPolicy.class, Component.WORKERS);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().workers();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.networkPolicy() && (!plan.workers().isEmpty() || plan.scheduler().isPresent());
  }

  @Override
  public NetworkPolicy desired(StackPlan plan) {
    return new NetworkPolicyBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withPolicyTypes("Ingress")
        .withNewPodSelector()
        .withMatchLabels(Labels.ofStack(plan.names().stack()))
        .addNewMatchExpression()
        .withKey(Labels.COMPONENT)
        .withOperator("In")
        .withValues(Component.WORKERS.label(), Component.SCHEDULER.label())
        .endMatchExpression()
        .endPodSelector()
        .endSpec()
        .build();
  }
}
