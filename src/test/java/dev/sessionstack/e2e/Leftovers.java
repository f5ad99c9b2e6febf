package dev.sessionstack.e2e;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everything in a namespace that Kubernetes did not put there itself. */
final class Leftovers {

  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ConfigMap.class,
          Deployment.class,
          HorizontalPodAutoscaler.class,
          Ingress.class,
          NetworkPolicy.class,
          PersistentVolumeClaim.class,
          Pod.class,
          PodDisruptionBudget.class,
          Secret.class,
          Service.class,
          ServiceAccount.class,
          StatefulSet.class);

  private static final Set<String> OF_KUBERNETES =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  /** As kind/name. */
  static List<String> of(RealCluster cluster) {
    return objects(cluster)
        .map(object -> object.getKind() + "/" + object.getMetadata().getName())
        .toList();
  }

  static Stream<? extends HasMetadata> objects(RealCluster cluster) {
    return KINDS.stream()
        .flatMap(
            kind ->
                cluster
                    .client
                    .resources(kind)
                    .inNamespace(cluster.namespace)
                    .list()
                    .getItems()
                    .stream())
        .filter(
            object ->
                !OF_KUBERNETES.contains(object.getKind() + "/" + object.getMetadata().getName()));
  }

  private Leftovers() {}
}
