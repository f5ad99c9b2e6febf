package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sessionstack.upgrade.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Stacks of the last release under the CRD of this version, as the API server sees it: its schema
 * checker is the judge of what {@code crdify} cannot weigh, which is CEL.
 */
@NeedsApiServer
class CrdUpgradeIT {

  private ApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server = ApiServer.start("nobody");
    client = server.client("test");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void R14_a_stack_of_the_last_release_reads_the_same_and_can_be_edited_and_made_anew()
      throws IOException {
    apply(Release.last().crds().toString());
    var stacks = new ArrayList<GenericKubernetesResource>();
    for (var folder : Release.last().stacks()) {
      try (var file = Files.newInputStream(folder.resolve("in.yaml"))) {
        for (var object : client.load(file).items()) {
          object.getMetadata().setNamespace("default");
          object.getMetadata().setName("of-" + folder.getFileName());
          stacks.add((GenericKubernetesResource) client.resource(object).create());
        }
      }
    }
    assertThat(stacks).hasSizeGreaterThan(10);

    apply("crds");

    for (var stack : stacks) {
      var name = stack.getMetadata().getName();
      var now = client.resource(stack).get();
      assertThat(now.<Object>get("spec")).as(name).isEqualTo(stack.get("spec"));
      assertThatCode(() -> edit(stack)).as(name).doesNotThrowAnyException();
      assertThatCode(() -> makeAnew(now)).as(name).doesNotThrowAnyException();
    }
  }

  private void apply(String crds) {
    server.kubectl("apply", "-f", crds);
    server.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", crds);
  }

  /** A field that all have; the server validates all of the spec again. */
  private void edit(GenericKubernetesResource stack) {
    client
        .resource(stack)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"ui\": {\"image\": \"another:1\"}}}");
  }

  /** As a pipeline does from its repository: nothing is grandfathered then. */
  private void makeAnew(GenericKubernetesResource stack) {
    var copy = client.getKubernetesSerialization().clone(stack);
    var metadata = copy.getMetadata();
    metadata.setName("new-" + metadata.getName());
    metadata.setUid(null);
    metadata.setResourceVersion(null);
    metadata.setManagedFields(null);
    client.resource(copy).dryRun().create();
  }
}
