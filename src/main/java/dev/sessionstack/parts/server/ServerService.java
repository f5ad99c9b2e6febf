package dev.sessionstack.parts.server;

import dev.sessionstack.parts.AppPod;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** The name that a server is called by. */
@ApplicationScoped
public class ServerService extends ServerPart<Service> {

  public ServerService() {
    super(Service.class);
  }

  @Override
  protected Service desired(StackPlan plan, ServerPlan server) {
    return new ServiceBuilder()
        .withMetadata(owned(plan, server))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(selector(plan, server))
        .addNewPort()
        .withName("http")
        .withPort(ServerPlan.PORT)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString(AppPod.PORT))
        .endPort()
        .endSpec()
        .build();
  }
}
