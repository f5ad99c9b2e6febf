package dev.sessionstack.parts.store;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The address that clients of the store use. It leads to the server even while that loads, so that
 * clients hear "loading" from it and not a refused connection.
 */
@ApplicationScoped
public class RedisService extends RedisPart<Service> {

  public RedisService() {
    super(Service.class);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().redis();
  }

  @Override
  public Service desired(StackPlan plan) {
    return new ServiceBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withType("ClusterIP")
        .withPublishNotReadyAddresses(true)
        .withSelector(Labels.selector(plan.names().stack(), Component.STORE))
        .withPorts(port())
        .endSpec()
        .build();
  }
}
