package dev.sessionstack.parts.store;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Only those pods of this stack that use the store, and the operator, reach it. */
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
        .addAllToFrom(clients(plan))
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

  private static List<NetworkPolicyPeer> clients(StackPlan plan) {
    return Stream.of(
            Stream.of(Component.UI),
            plan.workers().stream().map(pool -> Component.WORKERS),
            plan.scheduler().stream().map(one -> Component.SCHEDULER),
            plan.server(Component.BACKEND).stream().map(server -> Component.BACKEND))
        .flatMap(components -> components)
        .distinct()
        .map(
            component ->
                new NetworkPolicyPeerBuilder()
                    .withNewPodSelector()
                    .withMatchLabels(Labels.selector(plan.names().stack(), component))
                    .endPodSelector()
                    .build())
        .toList();
  }
}
