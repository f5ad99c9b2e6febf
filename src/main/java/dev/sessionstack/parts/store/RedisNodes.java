package dev.sessionstack.parts.store;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** The headless Service that gives the store's pods DNS names of their own. */
@ApplicationScoped
public class RedisNodes extends RedisPart<Service> {

  public RedisNodes() {
    super(Service.class);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().redisNodes();
  }

  /** An address that it has, or has not, is for life; it leads nowhere that would be missed. */
  @Override
  protected boolean isToBeRemade(Service live, Service desired) {
    return !"None".equals(live.getSpec().getClusterIP());
  }

  @Override
  public Service desired(StackPlan plan) {
    return new ServiceBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(Labels.selector(plan.names().stack(), Component.STORE))
        .withPorts(port())
        .endSpec()
        .build();
  }
}
