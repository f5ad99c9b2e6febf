package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionstack.cluster.Widget.Options;
import dev.sessionstack.cluster.Widget.Part;
import dev.sessionstack.cluster.Widget.Spec;
import dev.sessionstack.cluster.Widget.Status;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourceTest {
  private FakeApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server = FakeApiServer.start().crd(Widget.CRD);
    client = server.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void getsDefaults() {
    var created = client.resource(Widget.of("w")).create();

    assertThat(created.getSpec()).isEqualTo(new Spec("Red", 1, null, new Options(3), null));
  }

  @Test
  void losesUnknownFields() {
    var yaml =
        """
        apiVersion: test.dev/v1
        kind: Widget
        metadata: {name: w, namespace: default}
        spec: {colour: Red, shape: Round}
        """;

    var created =
        client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create();

    Map<String, Object> spec = created.get("spec");
    assertThat(spec).containsEntry("colour", "Red").doesNotContainKey("shape");
    assertThatThrownBy(
            () ->
                client
                    .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                    .fieldManager("m")
                    .serverSideApply())
        .hasMessageContaining(".spec.shape: field not declared in schema");
  }

  @Test
  void mustObeyTheSchema() {
    refused(new Spec(null, 1, null, null, null), "spec.colour: Required value");
    refused(
        new Spec("Blue", 1, null, null, null),
        "spec.colour: Unsupported value: \"Blue\": supported values: \"Red\", \"Green\"");
    refused(
        new Spec("Red", 9, null, null, null),
        "spec.replicas: Invalid value: 9: spec.replicas in body should be less than or equal to 5");
    refused(
        new Spec("Red", 1, "A1", null, null),
        "spec.code: Invalid value: \"A1\": spec.code in body should match '^[a-z]+$'");
    refused(
        new Spec("Red", 1, null, null, List.of(new Part("a", 1), new Part("a", 2))),
        "spec.parts[1]: Duplicate value: {\"name\":\"a\"}");
  }

  private void refused(Spec spec, String message) {
    assertThatThrownBy(() -> client.resource(Widget.of("w", spec)).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422))
        .hasMessageContaining("Widget.test.dev \"w\" is invalid: " + message);
  }

  @Test
  void keepsStatusAndSpecApart() {
    var widget = Widget.of("w");
    widget.setStatus(new Status(7, null));
    var created = client.resource(widget).create();
    assertThat(created.getStatus()).isNull();

    created.setSpec(new Spec("Green", 2, null, null, null));
    created.setStatus(new Status(3, null));
    var updated = client.resource(created).updateStatus();

    assertThat(updated.getStatus().replicas()).isEqualTo(3);
    assertThat(updated.getSpec().colour()).isEqualTo("Red");
    assertThat(updated.getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void mergesListsByTheKeysOfTheSchema() {
    apply("one", new Part("a", 1));
    apply("two", new Part("b", 2));

    var merged = apply("one", new Part("a", 5));

    assertThat(merged.getSpec().parts()).containsExactly(new Part("a", 5), new Part("b", 2));
  }

  private Widget apply(String manager, Part part) {
    var spec = new Spec("Red", null, null, null, List.of(part));
    return client.resource(Widget.of("w", spec)).fieldManager(manager).serverSideApply();
  }

  @Test
  void scales() {
    client.resource(Widget.of("w")).create();

    client.resources(Widget.class).withName("w").scale(4);

    assertThat(client.resources(Widget.class).withName("w").get().getSpec().replicas())
        .isEqualTo(4);
  }

  @Test
  void waitsForItsFinalizers() {
    var widget = Widget.of("w");
    widget.addFinalizer("test.dev/hold");
    client.resource(widget).create();

    client.resource(widget).delete();

    var live = client.resources(Widget.class).withName("w").get();
    assertThat(live.isMarkedForDeletion()).isTrue();
    client
        .resource(live)
        .edit(
            w -> {
              w.removeFinalizer("test.dev/hold");
              return w;
            });
    assertThat(client.resources(Widget.class).withName("w").get()).isNull();
  }
}
