package dev.sessionstack.parts.server;

import dev.sessionstack.parts.AppPod;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** Only this stack's own pods call its servers. */
@ApplicationScoped
public class ServerNetworkPolicy extends ServerPart<NetworkPolicy> {

  public ServerNetworkPolicy() {
    super(NetworkPolicy.class);
  }

  @Override
  protected boolean wanted(StackPlan plan, ServerPlan server) {
    return plan.networkPolicy();
  }

  @Override
  protected NetworkPolicy desired(StackPlan plan, ServerPlan server) {
    return new NetworkPolicyBuilder()
        .withMetadata(owned(plan, server))
        .withNewSpec()
        .withPolicyTypes("Ingress")
        .withNewPodSelector()
        .withMatchLabels(selector(plan, server))
        .endPodSelector()
        .addNewIngress()
        .addNewFrom()
        .withNewPodSelector()
        .withMatchLabels(Labels.ofStack(plan.names().stack()))
        .endPodSelector()
        .endFrom()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(AppPod.PORT))
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }
}
