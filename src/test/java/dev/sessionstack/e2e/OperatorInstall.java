package dev.sessionstack.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** The namespace of the operator with what was installed there, to be put back as it was. */
final class OperatorInstall {

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Role.class,
          RoleBinding.class,
          NetworkPolicy.class,
          PodDisruptionBudget.class,
          Service.class,
          Deployment.class);

  private final KubernetesClient client;
  private final List<HasMetadata> objects = new ArrayList<>();

  private OperatorInstall(KubernetesClient client) {
    this.client = client;
    keep(client.namespaces().withName(RealCluster.OPERATOR_NAMESPACE).require());
    for (var kind : KINDS) {
      client.resources(kind).inNamespace(RealCluster.OPERATOR_NAMESPACE).list().getItems().stream()
          .filter(object -> !object.getMetadata().getName().equals("default"))
          .forEach(this::keep);
    }
  }

  /** Remembers what there is. */
  static OperatorInstall of(KubernetesClient client) {
    return new OperatorInstall(client);
  }

  /** Deletes the namespace and waits until it is gone. */
  void delete() {
    client.namespaces().withName(RealCluster.OPERATOR_NAMESPACE).delete();
    awaitGone();
  }

  /** Puts all of it back. */
  void restore() {
    if (client.namespaces().withName(RealCluster.OPERATOR_NAMESPACE).get() != null) {
      delete();
    }
    objects.forEach(object -> client.resource(object).create());
  }

  private void awaitGone() {
    await()
        .atMost(RealCluster.PATIENCE)
        .until(() -> client.namespaces().withName(RealCluster.OPERATOR_NAMESPACE).get() == null);
  }

  private void keep(HasMetadata object) {
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withNamespace(object.getMetadata().getNamespace())
            .withLabels(object.getMetadata().getLabels())
            .withAnnotations(object.getMetadata().getAnnotations())
            .build());
    if (object instanceof Service service) { // an address that may not be free any more
      service.getSpec().setClusterIP(null);
      service.getSpec().setClusterIPs(null);
    }
    objects.add(object);
  }
}
