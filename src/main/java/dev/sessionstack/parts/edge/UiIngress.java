package dev.sessionstack.parts.edge;

import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.ui.UiService;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** Leads what comes for the host to the Service; how, its annotations tell the controller. */
@ApplicationScoped
public class UiIngress extends Part<Ingress> {

  public UiIngress() {
    super(Ingress.class, Component.EDGE);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.edge().ingress().isPresent();
  }

  @Override
  public Ingress desired(StackPlan plan) {
    var asked = plan.edge().ingress().orElseThrow();
    var host = plan.edge().host().orElse(null);
    var path =
        new HTTPIngressPathBuilder()
            .withPath("/")
            .withPathType("Prefix")
            .withNewBackend()
            .withNewService()
            .withName(plan.names().ui())
            .withNewPort()
            .withNumber(UiService.PORT)
            .endPort()
            .endService()
            .endBackend()
            .build();
    var ingress =
        new IngressBuilder()
            .withMetadata(
                new ObjectMetaBuilder(owned(plan)).addToAnnotations(asked.annotations()).build())
            .withNewSpec()
            .withIngressClassName(asked.className().orElse(null))
            .addNewRule()
            .withHost(host)
            .withNewHttp()
            .withPaths(path)
            .endHttp()
            .endRule();
    asked
        .tlsSecret()
        .ifPresent(
            secret -> {
              var tls = new IngressTLSBuilder().withSecretName(secret);
              plan.edge().host().ifPresent(tls::addToHosts);
              ingress.addToTls(tls.build());
            });
    return ingress.endSpec().build();
  }
}
