package dev.sessionstack.parts.access;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** An identity without any rights, so that pods do not share the namespace's default one. */
@ApplicationScoped
public class StackServiceAccount extends Part<ServiceAccount> {

  public StackServiceAccount() {
    super(ServiceAccount.class, Component.ACCESS);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().serviceAccount();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.pods().ownServiceAccount();
  }

  @Override
  public ServiceAccount desired(StackPlan plan) {
    return new ServiceAccountBuilder()
        .withMetadata(owned(plan))
        .withAutomountServiceAccountToken(false)
        .build();
  }
}
