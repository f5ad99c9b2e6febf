package dev.sessionstack.parts.ui;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** The load balancer in front of the UI instances, sticky by address where that is asked for. */
@ApplicationScoped
public class UiService extends Part<Service> {

  /** The port of the Service; that of the app is behind it. */
  public static final int PORT = 80;

  public UiService() {
    super(Service.class, Component.UI);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public Service desired(StackPlan plan) {
    var edge = plan.edge();
    var service =
        new ServiceBuilder()
            .withMetadata(
                new ObjectMetaBuilder(owned(plan)).addToAnnotations(edge.annotations()).build())
            .withNewSpec()
            .withType(edge.serviceType().name())
            .withSelector(Labels.selector(plan.names().stack(), Component.UI))
            .withExternalTrafficPolicy(edge.externalTrafficPolicy().map(Enum::name).orElse(null))
            .withSessionAffinity(edge.serviceAffinity().name())
            .addNewPort()
            .withName("http")
            .withPort(PORT)
            .withProtocol("TCP")
            .withTargetPort(new IntOrString("http"))
            .endPort()
            .endSpec();
    if (edge.serviceAffinity() == Affinity.Mode.ClientIP) {
      service
          .editSpec()
          .withNewSessionAffinityConfig()
          .withNewClientIP((int) edge.affinityTimeout().toSeconds())
          .endSessionAffinityConfig()
          .endSpec();
    }
    return service.build();
  }
}
