package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A namespace of its own on the cluster of KUBECONFIG, under the {@code restricted} standard. */
final class RealCluster implements AutoCloseable {

  static final String OPERATOR_NAMESPACE = "sessionstack-system";
  static final String OPERATOR = "sessionstack-operator";

  /** Pods start at the speed of a noisy machine; this is a bound, not an expectation. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  final KubernetesClient client = new KubernetesClientBuilder().build();
  final String namespace;

  RealCluster(String name) {
    namespace = "e2e-" + name;
    client.namespaces().withName(namespace).delete();
    await().atMost(PATIENCE).until(() -> client.namespaces().withName(namespace).get() == null);
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  /**
   * The same on a node with room: what tests before it have left to be deleted is waited for. For
   * tests that run alone.
   */
  static RealCluster alone(String name) {
    var cluster = new RealCluster(name);
    await()
        .alias("the namespaces of other tests are gone")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                cluster.client.namespaces().list().getItems().stream()
                    .noneMatch(
                        other ->
                            other.getMetadata().getName().startsWith("e2e-")
                                && other.getMetadata().getDeletionTimestamp() != null));
    return cluster;
  }

  /** Creates or replaces a stack from an example. */
  void apply(String example) {
    apply(example, example, spec -> {});
  }

  /** The same under another name. */
  void apply(String example, String name) {
    apply(example, name, spec -> {});
  }

  /** The same with another spec; it asks for hardly any CPU, of which a small node has little. */
  void apply(String example, String name, Consumer<ObjectNode> change) {
    apply(Path.of("examples", example + ".yaml"), name, change);
  }

  /** The same from another file. */
  void apply(Path file, String name, Consumer<ObjectNode> change) {
    var json = client.getKubernetesSerialization();
    try (var input = Files.newInputStream(file)) {
      // As it is written: records would say more.
      var stack = json.unmarshal(input, GenericKubernetesResource.class);
      var spec = json.convertValue(stack.get("spec"), ObjectNode.class);
      spec.findValues("requests").forEach(requests -> ((ObjectNode) requests).put("cpu", "10m"));
      change.accept(spec);
      stack.setAdditionalProperty("spec", spec);
      stack.getMetadata().setName(name);
      stack.getMetadata().setNamespace(namespace);
      client.resource(stack).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates whatever is in a file, in this namespace. */
  void applyFile(String file) {
    try (var input = Files.newInputStream(Path.of(file))) {
      client.load(input).inNamespace(namespace).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes single fields of a stack: add, replace or remove a path of the spec. */
  void edit(String stack, String operation, String path, String value) {
    stack(stack)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\": \"%s\", \"path\": \"/spec%s\"%s}]"
                .formatted(operation, path, value == null ? "" : ", \"value\": " + value));
  }

  /** Merges JSON into a stack, as {@code kubectl patch --type=merge} does. */
  void patch(String stack, String json) {
    stack(stack).patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  void secret(String name, Map<String, String> data) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(data)
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  Resource<SessionStack> stack(String name) {
    return client.resources(SessionStack.class).inNamespace(namespace).withName(name);
  }

  Optional<Condition> condition(String stack, String type) {
    return Optional.ofNullable(stack(stack).get()).map(SessionStack::getStatus).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(c -> c.getType().equals(type))
        .findFirst();
  }

  /** Ready, and as the spec says it: what kstatus calls Current. */
  void awaitReady(String stack) {
    awaitCondition(stack, "Ready", "True", null);
    awaitCondition(stack, "UIReady", "True", null);
    awaitCondition(stack, "StoreReady", "True", null);
    assertThat(condition(stack, "Stalled")).isEmpty();
  }

  /** Ready, and all that the operator knows of the stack is well. */
  void awaitAllWell(String stack) {
    awaitReady(stack);
    await()
        .alias(stack + ": no condition is False, Unknown or Reconciling")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stack(stack).get().getStatus().conditions())
                    .noneMatch(c -> c.getType().equals("Reconciling"))
                    .allMatch(c -> c.getStatus().equals("True"), "True"));
  }

  /** Waits for a condition that speaks of the current spec. */
  Condition awaitCondition(String stack, String type, String status, String reason) {
    return await()
        .alias(stack + ": " + type + "=" + status + "/" + reason)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .failFast(() -> stack(stack).get() == null)
        .until(
            () -> {
              var generation = stack(stack).get().getMetadata().getGeneration();
              return condition(stack, type)
                  .filter(c -> c.getObservedGeneration().equals(generation))
                  .filter(c -> c.getStatus().equals(status))
                  .filter(c -> reason == null || c.getReason().equals(reason));
            },
            Optional::isPresent)
        .orElseThrow();
  }

  List<Pod> pods(String stack, String component) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(
            Map.of("app.kubernetes.io/instance", stack, "app.kubernetes.io/component", component))
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** What a command in a pod prints. */
  String exec(String pod, String... command) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var exec =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .writingOutput(out)
            .writingError(err)
            .exec(command)) {
      var code = exec.exitCode().get(4, TimeUnit.MINUTES);
      assertThat(code).as("%s: %s", List.of(command), err).isZero();
    }
    return out.toString(StandardCharsets.UTF_8).trim();
  }

  /** Scales the operator and waits until it is so. */
  void operator(int replicas) {
    var operator = client.apps().deployments().inNamespace(OPERATOR_NAMESPACE).withName(OPERATOR);
    operator.scale(replicas);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var ready = operator.get().getStatus().getReadyReplicas();
              assertThat(ready == null ? 0 : ready).isEqualTo(replicas);
              assertThat(
                      client
                          .pods()
                          .inNamespace(OPERATOR_NAMESPACE)
                          .withLabel("app.kubernetes.io/name", OPERATOR)
                          .list()
                          .getItems())
                  .hasSize(replicas);
            });
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
    client.close();
  }
}
