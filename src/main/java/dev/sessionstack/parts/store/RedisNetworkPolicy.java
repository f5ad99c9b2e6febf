package dev.sessionstack.parts.store;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Only this stack's UI and the operator reach the store. */
@ApplicationScoped
public class RedisNetworkPolicy extends RedisPart<NetworkPolicy> {

  public RedisNetworkPolicy() {
    super(NetworkPolicy.class);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().redis();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.networkPolicy() && super.wanted(plan);
  }

  @Override
  public NetworkPolicy desired(StackPlan plan) {
    return new NetworkPolicyBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withPolicyTypes("Ingress")
        .withNewPodSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.STORE))
        .endPodSelector()
        .addNewIngress()
        .addNewFrom()
        .withNewPodSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.UI))
        .endPodSelector()
        .endFrom()
        .addNewFrom()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of("kubernetes.io/metadata.name", plan.platform().operatorNamespace()))
        .endNamespaceSelector()
        .withNewPodSelector()
        .withMatchLabels(Map.of(Labels.NAME, Labels.OPERATOR))
        .endPodSelector()
        .endFrom()
        .addNewPort()
        .withProtocol("TCP")
        .withPort(new IntOrString(RedisPlan.PORT))
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }
}
