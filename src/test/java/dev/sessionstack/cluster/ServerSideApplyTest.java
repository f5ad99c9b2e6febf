package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private FakeApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server = FakeApiServer.start();
    client = server.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void createsAndRemembersTheManager() {
    var created = apply(config(Map.of("a", "1")), "first");

    assertThat(created.getMetadata().getUid()).isNotBlank();
    assertThat(created.getMetadata().getManagedFields())
        .singleElement()
        .returns("first", ManagedFieldsEntry::getManager)
        .returns("Apply", ManagedFieldsEntry::getOperation);
    assertThat(
            created.getMetadata().getManagedFields().get(0).getFieldsV1().getAdditionalProperties())
        .isEqualTo(Map.of("f:data", Map.of("f:a", Map.of())));
  }

  @Test
  void changesNothingTheSecondTime() {
    var created = apply(config(Map.of("a", "1")), "first");

    var again = apply(config(Map.of("a", "1")), "first");

    assertThat(again).isEqualTo(created);
    assertThat(server.requests().get(server.requests().size() - 1).changed()).isFalse();
  }

  @Test
  void prunesWhatItsManagerLeavesOut() {
    apply(config(Map.of("a", "1", "b", "2")), "first");
    apply(config(Map.of("c", "3")), "second");

    var pruned = apply(config(Map.of("a", "1")), "first");

    assertThat(pruned.getData()).isEqualTo(Map.of("a", "1", "c", "3"));
  }

  @Test
  void keepsWhatAnotherManagerOwnsToo() {
    apply(config(Map.of("a", "1", "b", "2")), "first");
    apply(config(Map.of("b", "2")), "second");

    var kept = apply(config(Map.of("a", "1")), "first");

    assertThat(kept.getData()).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void refusesToTakeFieldsUnlessForced() {
    apply(config(Map.of("a", "1")), "first");
    var other = config(Map.of("a", "2"));

    assertThatThrownBy(() -> client.resource(other).fieldManager("second").serverSideApply())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409))
        .hasMessageContaining("Apply failed with 1 conflict: conflict with \"first\": .data.a");

    var forced = client.resource(other).fieldManager("second").forceConflicts().serverSideApply();

    assertThat(forced.getData()).isEqualTo(Map.of("a", "2"));
    assertThat(forced.getMetadata().getManagedFields())
        .singleElement()
        .returns("second", ManagedFieldsEntry::getManager);
  }

  @Test
  void aPlainWriteTakesTheFieldsThatItChanges() {
    apply(config(Map.of("a", "1", "b", "2")), "first");
    client
        .configMaps()
        .withName("config")
        .edit(live -> new ConfigMapBuilder(live).addToData("a", "9").build());

    assertThatThrownBy(() -> apply(config(Map.of("a", "1", "b", "2")), "first"))
        .hasMessageContaining("conflict with \"test\" using v1: .data.a");
  }

  @Test
  void versionOneMeansCreateOnly() {
    var guarded = config(Map.of("a", "1"));
    guarded.getMetadata().setResourceVersion("1");

    apply(guarded, "first");

    assertThatThrownBy(() -> apply(guarded, "first"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409))
        .hasMessageContaining("the object has been modified");
  }

  @Test
  void refusesToChangeWhatIsImmutable() {
    apply(new ConfigMapBuilder(config(Map.of("a", "1"))).withImmutable(true).build(), "first");

    assertThatThrownBy(() -> apply(config(Map.of("a", "2")), "first"))
        .hasMessageContaining("field is immutable");
  }

  @Test
  void mergesListsByTheirKeys() {
    apply(deployment("main", "A"), "first");

    var merged = apply(deployment("sidecar", "B"), "second");

    var containers = merged.getSpec().getTemplate().getSpec().getContainers();
    assertThat(containers).extracting(Container::getName).containsExactly("main", "sidecar");

    var changed = apply(deployment("main", "C"), "first");

    var main = changed.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(main.getEnv()).extracting(EnvVar::getName).containsExactly("C");
  }

  @Test
  void fillsInDefaultsThatNobodyOwns() {
    var created = apply(deployment("main", "A"), "first");

    assertThat(created.getSpec().getReplicas()).isEqualTo(1);
    assertThat(created.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Always");
    assertThat(apply(deployment("main", "A"), "first")).isEqualTo(created);
  }

  @Test
  void generationFollowsTheSpecAlone() {
    var created = apply(deployment("main", "A"), "first");
    client
        .resource(created)
        .editStatus(
            live -> new DeploymentBuilder(live).editStatus().withReplicas(1).endStatus().build());
    var labelled =
        client
            .apps()
            .deployments()
            .withName("app")
            .edit(
                live ->
                    new DeploymentBuilder(live)
                        .editMetadata()
                        .addToLabels("x", "y")
                        .endMetadata()
                        .build());

    assertThat(labelled.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(labelled.getStatus().getReplicas()).isEqualTo(1);
    assertThat(apply(deployment("main", "B"), "first").getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void aDryRunWritesNothing() {
    var planned = client.resource(config(Map.of("a", "1"))).dryRun(true).create();

    assertThat(planned.getMetadata().getUid()).isNotBlank();
    assertThat(client.configMaps().list().getItems()).isEmpty();
    assertThat(server.writes()).isZero();
  }

  private <T extends HasMetadata> T apply(T object, String manager) {
    return client.resource(object).fieldManager(manager).serverSideApply();
  }

  private static ConfigMap config(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("config")
        .withNamespace("default")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static Deployment deployment(String container, String variable) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("app")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", "app")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "app")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(container)
        .withImage("image:1")
        .addNewEnv()
        .withName(variable)
        .withValue("x")
        .endEnv()
        .addNewPort()
        .withContainerPort(80)
        .endPort()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
