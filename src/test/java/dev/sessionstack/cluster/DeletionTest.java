package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionTest {
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
  void takesWhatIsOwnedAlong() {
    var owner = create("owner");
    var child = create("child", owner);
    create("grandchild", child);
    create("stranger");

    client.resource(owner).delete();

    assertThat(names()).containsExactly("stranger");
  }

  @Test
  void leavesWhatAnotherOwnsToo() {
    var one = create("one");
    var two = create("two");
    create("child", one, two);

    client.resource(one).delete();

    var child = client.configMaps().withName("child").get();
    assertThat(child.getMetadata().getOwnerReferences())
        .singleElement()
        .returns("two", reference -> reference.getName());
  }

  @Test
  void orphansOnDemand() {
    var owner = create("owner");
    create("child", owner);

    client.resource(owner).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();

    assertThat(client.configMaps().withName("child").get().getMetadata().getOwnerReferences())
        .isEmpty();
  }

  @Test
  void collectsChildrenThatComeTooLate() {
    var owner = create("owner");
    client.resource(owner).delete();

    create("child", owner);

    assertThat(names()).isEmpty();
  }

  @Test
  void deletesCollections() {
    create("one");
    create("two");

    client.configMaps().inNamespace("default").delete();

    assertThat(names()).isEmpty();
  }

  private List<String> names() {
    return client.configMaps().list().getItems().stream()
        .map(config -> config.getMetadata().getName())
        .toList();
  }

  private ConfigMap create(String name, ConfigMap... owners) {
    var references =
        Arrays.stream(owners)
            .map(
                owner ->
                    new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .build())
            .toList();
    return client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withOwnerReferences(references)
                .endMetadata()
                .build())
        .create();
  }
}
