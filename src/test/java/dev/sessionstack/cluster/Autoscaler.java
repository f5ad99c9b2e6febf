package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A HorizontalPodAutoscaler that measures nothing: it brings a Deployment within its bounds, by the
 * scale subresource, and leaves one of no instances alone.
 */
record Autoscaler(KubernetesClient client) {

  void autoscaler(String namespace, String name) {
    var found =
        client
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(namespace)
            .withName(name)
            .get();
    if (found != null && !found.isMarkedForDeletion()) {
      apply(found);
    }
  }

  /** A Deployment may come after its autoscaler. */
  void deployment(String namespace, String name) {
    client
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(hpa -> hpa.getSpec().getScaleTargetRef().getName().equals(name))
        .forEach(this::apply);
  }

  private void apply(HorizontalPodAutoscaler hpa) {
    var spec = hpa.getSpec();
    var target =
        client
            .apps()
            .deployments()
            .inNamespace(hpa.getMetadata().getNamespace())
            .withName(spec.getScaleTargetRef().getName());
    var live = target.get();
    if (live == null || live.getSpec().getReplicas() == 0) {
      return;
    }
    var now = live.getSpec().getReplicas();
    var wanted = Math.max(spec.getMinReplicas(), Math.min(spec.getMaxReplicas(), now));
    if (now != wanted) {
      var scale = target.scale();
      scale.getSpec().setReplicas(wanted);
      target.scale(scale);
    }
  }
}
