package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workers, scheduler and servers, as an API server reads them. */
@NeedsApiServer
class TaskFieldsIT {

  private static ApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = ApiServer.start("nobody");
    client = server.client("test");
    server.kubectl("apply", "-f", "crds");
    server.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", "crds");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void namesOfPoolsAreUnique() {
    assertThatThrownBy(() -> created("workers: [{name: a, app: s}, {name: a, app: t}]"))
        .hasMessageContaining("spec.workers[1]: Duplicate value");
    created("workers: [{name: a, app: s}, {name: b, app: s}]");
  }

  /** Nobody is handed a list that the operator cannot read. */
  @Test
  void commandOfNothingIsRefused() {
    assertThatThrownBy(() -> created("workers: [{name: a, command: []}]"))
        .hasMessageContaining("spec.workers[0].command");
    assertThatThrownBy(() -> created("scheduler: {command: []}"))
        .hasMessageContaining("spec.scheduler.command");
  }

  @Test
  void defaultsOfAPoolAreFilledIn() {
    assertThat(
            created("workers: [{name: a, app: s, autoscaling: {maxReplicas: 3}}]").at("/workers"))
        .isEqualTo(
            json(
                """
                - name: a
                  app: s
                  concurrency: 4
                  scaledBy: Operator
                  terminationGracePeriod: 5m
                  autoscaling:
                    minReplicas: 0
                    maxReplicas: 3
                    tasksPerWorker: 2
                    stabilizationWindow: 2m
                """));
  }

  @Test
  void numberOfInstancesIsNotFilledInWhereOthersDecideIt() {
    assertThat(created("workers: [{name: a, app: s, scaledBy: External}]").at("/workers/0"))
        .isEqualTo(
            json(
                """
                name: a
                app: s
                concurrency: 4
                scaledBy: External
                terminationGracePeriod: 5m
                """));
  }

  @Test
  void defaultsOfServersAreFilledIn() {
    var spec = created("backend: {image: a}\nmodelServer: {image: b, probe: {}}");
    assertThat(spec.at("/backend"))
        .isEqualTo(json("image: a\nport: 8080\nreplicas: 1\nterminationGracePeriod: 30s\n"));
    assertThat(spec.at("/modelServer/probe"))
        .isEqualTo(json("path: /healthz\nstartupTimeout: 5m\n"));
  }

  private static JsonNode created(String more) {
    var stack =
        Serialization.unmarshal(
            """
            apiVersion: sessionstack.dev/v1alpha1
            kind: SessionStack
            metadata: {name: shop, namespace: default}
            spec:
              ui: {image: "app:1"}
              store: {managed: {}}
            """
                + more.indent(2),
            GenericKubernetesResource.class);
    var created = client.resource(stack).dryRun().create();
    return Serialization.jsonMapper().valueToTree(created.getAdditionalProperties().get("spec"));
  }

  private static JsonNode json(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }
}
