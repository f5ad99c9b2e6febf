package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Namespaces end, in any order and with the operator up or down, and nothing hangs (R5); what comes
 * after them under the same name is something else (R22).
 */
@OnCluster
@Isolated
class NamespaceE2E {

  private static final String LONG = "SKIPPED: they take a minute each; -Dcluster.long asks for it";

  private static final List<Path> CRDS =
      List.of(
          Path.of("crds", "sessionstacks.sessionstack.dev-v1.yml"),
          Path.of("crds", "sessionrevocations.sessionstack.dev-v1.yml"));

  private RealCluster cluster;

  @BeforeEach
  void apply() {
    cluster = RealCluster.alone("namespace");
    applyStacks();
  }

  @AfterEach
  void close() {
    cluster.operator(1);
    cluster.close();
  }

  @Test
  @EnabledIfSystemProperty(named = "cluster.long", matches = ".*", disabledReason = LONG)
  void R5_a_namespace_ends_while_the_operator_is_up() {
    var operator = new OperatorPod(cluster.client);
    assertNoFinalizerOfOurs();

    deleteNamespace();

    awaitGone();
    assertForgotten(operator);
  }

  @Test
  void R5_a_namespace_ends_while_the_operator_is_down() {
    cluster.operator(0);

    deleteNamespace();

    awaitGone();
    cluster.operator(1);
    assertForgotten(new OperatorPod(cluster.client));
  }

  @Test
  @EnabledIfSystemProperty(named = "cluster.long", matches = ".*", disabledReason = LONG)
  void R5_a_namespace_ends_right_after_its_stacks_were_deleted() {
    var operator = new OperatorPod(cluster.client);
    cluster.stack("redis").delete();
    cluster.stack("memory").delete();

    deleteNamespace();

    awaitGone();
    assertForgotten(operator);
  }

  /** Whoever uninstalls the operator first can still get rid of the rest. */
  @Test
  @EnabledIfSystemProperty(named = "cluster.long", matches = ".*", disabledReason = LONG)
  void R5_the_namespace_of_the_operator_goes_first_and_comes_back() {
    var installed = OperatorInstall.of(cluster.client);
    try {
      installed.delete();
      deleteNamespace();
      awaitGone();
    } finally {
      installed.restore();
    }
    cluster.operator(1);
    assertForgotten(new OperatorPod(cluster.client));
  }

  @Test
  void R22_what_comes_back_under_the_same_name_is_new() {
    var before = new Children(cluster).uids();
    var keys = keys();

    deleteNamespace();
    awaitGone();
    cluster
        .client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(cluster.namespace)
                .endMetadata()
                .build())
        .create();
    applyStacks();

    var after = new Children(cluster).uids();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.values()).doesNotContainAnyElementsOf(before.values());
    assertThat(keys()).doesNotContainValue(keys.get("password")).hasSameSizeAs(keys);
  }

  /** The CRDs take all stacks along, and no session. */
  @Test
  void R5_without_the_crds_volume_and_secrets_stay_and_with_them_the_sessions_are_back()
      throws Exception {
    var operator = new OperatorPod(cluster.client);
    var life = operator.life();
    var ada = new Visitor(cluster, "redis");
    ada.login("ada");
    ada.count();
    var definitions = cluster.client.apiextensions().v1().customResourceDefinitions();
    try {
      for (var crd : CRDS) {
        definitions.load(Files.newInputStream(crd)).delete();
      }
      await()
          .atMost(RealCluster.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(Leftovers.of(cluster))
                      .containsExactlyInAnyOrder(
                          "PersistentVolumeClaim/data-redis-redis-0",
                          "Secret/redis-keys",
                          "Secret/redis-session",
                          "Secret/redis-store"));
    } finally {
      for (var crd : CRDS) {
        await()
            .atMost(RealCluster.PATIENCE)
            .ignoreExceptions() // the old one is still on its way out
            .until(
                () ->
                    definitions.load(Files.newInputStream(crd)).serverSideApply() != null
                        && isEstablished(crd));
      }
    }
    applyStacks();
    assertThat(ada.count()).isEqualTo(2);
    assertThat(operator.life()).as("the operator has gone on").isEqualTo(life);
  }

  private boolean isEstablished(Path crd) throws Exception {
    var live =
        cluster
            .client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(Files.newInputStream(crd))
            .get();
    return live.getMetadata().getDeletionTimestamp() == null
        && live.getStatus() != null
        && live.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private void applyStacks() {
    cluster.apply("redis", "redis", spec -> spec.withObject("/ui").put("replicas", 1));
    cluster.apply("memory");
    cluster.awaitReady("redis");
    cluster.awaitReady("memory");
  }

  private void deleteNamespace() {
    cluster.client.namespaces().withName(cluster.namespace).delete();
  }

  private void awaitGone() {
    await()
        .alias("the namespace is gone")
        .atMost(RealCluster.PATIENCE)
        .until(() -> cluster.client.namespaces().withName(cluster.namespace).get() == null);
  }

  private void assertForgotten(OperatorPod operator) {
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(operator.metrics())
                    .doesNotContain("namespace=\"" + cluster.namespace + "\""));
    assertThat(operator.warnings(cluster.namespace)).isEmpty();
  }

  private void assertNoFinalizerOfOurs() {
    var stacks = cluster.client.resources(SessionStack.class).inNamespace(cluster.namespace).list();
    assertThat(stacks.getItems())
        .hasSize(2)
        .allSatisfy(stack -> assertThat(stack.getMetadata().getFinalizers()).isEmpty());
    assertThat(
            Stream.concat(new Children(cluster).all().stream(), Leftovers.objects(cluster))
                .map(HasMetadata::getMetadata)
                .flatMap(metadata -> metadata.getFinalizers().stream())
                .collect(Collectors.toSet()))
        .allMatch(finalizer -> finalizer.startsWith("kubernetes.io/"), "of Kubernetes itself");
  }

  private Map<String, String> keys() {
    return cluster
        .client
        .secrets()
        .inNamespace(cluster.namespace)
        .withName("redis-keys")
        .require()
        .getData();
  }
}
