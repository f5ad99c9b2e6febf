package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pod of the operator, and what it says, through the API server. */
final class OperatorPod {

  private static final String PAGE = "/api/v1/namespaces/%s/pods/%s:8080/proxy/q/metrics";

  private final KubernetesClient client;
  private final Pod pod;

  /** The one that is ready now. */
  OperatorPod(KubernetesClient client) {
    this.client = client;
    pod =
        client
            .pods()
            .inNamespace(RealCluster.OPERATOR_NAMESPACE)
            .withLabel("app.kubernetes.io/name", RealCluster.OPERATOR)
            .list()
            .getItems()
            .stream()
            .filter(Readiness::isPodReady)
            .findFirst()
            .orElseThrow();
  }

  /** Its figures, in the format of Prometheus. */
  String metrics() {
    var path = PAGE.formatted(RealCluster.OPERATOR_NAMESPACE, pod.getMetadata().getName());
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(URI.create(client.getMasterUrl().toString()).resolve(path))
            .header("Accept", "text/plain")
            .build();
    try {
      var response = http.sendAsync(request, String.class).get(30, TimeUnit.SECONDS);
      assertThat(response.code()).isEqualTo(200);
      return response.body();
    } catch (Exception e) {
      throw new AssertionError(path, e);
    }
  }

  /** What it has warned of, or worse, that has to do with a namespace. */
  List<String> warnings(String namespace) {
    return client
        .pods()
        .inNamespace(RealCluster.OPERATOR_NAMESPACE)
        .withName(pod.getMetadata().getName())
        .getLog()
        .lines()
        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .filter(line -> line.contains(namespace))
        .toList();
  }

  /** Which process it is: another one after each restart. */
  String life() {
    return pod.getMetadata().getUid()
        + "/"
        + client.resource(pod).get().getStatus().getContainerStatuses().get(0).getRestartCount();
  }
}
