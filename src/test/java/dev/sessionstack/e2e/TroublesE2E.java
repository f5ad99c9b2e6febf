package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong is said with the field and what to do, everything else keeps running, and after
 * the fix it recovers by itself.
 */
@OnCluster
class TroublesE2E {

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("troubles");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void a_wrong_image_and_an_impossible_cpu_limit() throws Exception {
    cluster.apply("redis");
    cluster.awaitReady("redis");
    var ada = new Visitor(cluster, "redis");
    ada.login("ada");

    cluster.patch(
        "redis", "{\"spec\": {\"ui\": {\"image\": \"sessionstack-example-gradio:missing\"}}}");
    var image = cluster.awaitCondition("redis", "UIReady", "False", "ImagePullBackOff");
    assertThat(image.getMessage()).startsWith("spec.ui.image:");
    cluster.awaitCondition("redis", "StoreReady", "True", "Serving");
    assertThat(ada.session().get("username").asText())
        .as("the old ones still serve")
        .isEqualTo("ada");
    cluster.patch(
        "redis", "{\"spec\": {\"ui\": {\"image\": \"sessionstack-example-gradio:0.1.0\"}}}");
    cluster.awaitReady("redis");

    cluster.patch(
        "redis", "{\"spec\": {\"ui\": {\"resources\": {\"limits\": {\"cpu\": \"5m\"}}}}}");
    var cpu = cluster.awaitCondition("redis", "UIReady", "False", "RequestAboveLimit");
    assertThat(cpu.getMessage()).startsWith("spec.ui.resources.requests.cpu:");
    cluster.awaitCondition("redis", "Stalled", "True", "RequestAboveLimit");
    cluster.awaitCondition("redis", "StoreReady", "True", "Serving");
    assertThat(ada.session().get("username").asText()).isEqualTo("ada");
    cluster.patch("redis", "{\"spec\": {\"ui\": {\"resources\": {\"limits\": {\"cpu\": null}}}}}");
    cluster.awaitReady("redis");
  }

  @Test
  void a_wrong_image_of_the_store() {
    cluster.apply("redis", "wrong");
    cluster.awaitReady("wrong");
    cluster.patch(
        "wrong", "{\"spec\": {\"store\": {\"managed\": {\"image\": \"redis:missing\"}}}}");
    var image = cluster.awaitCondition("wrong", "StoreReady", "False", "ImagePullBackOff");
    assertThat(image.getMessage()).startsWith("spec.store.managed.image:");
    cluster.awaitCondition("wrong", "UIReady", "True", "Serving");
    cluster.patch("wrong", "{\"spec\": {\"store\": {\"managed\": {\"image\": \"redis:8.0\"}}}}");
    cluster.awaitReady("wrong");
  }

  @Test
  void an_external_store_with_a_missing_a_wrong_and_a_right_secret() {
    external();
    cluster.apply("external-redis", "ext");
    cluster.patch(
        "ext",
        "{\"spec\": {\"store\": {\"external\": {\"host\": \"elsewhere."
            + cluster.namespace
            + ".svc\"}}}}");
    var missing = cluster.awaitCondition("ext", "StoreReady", "False", "SecretMissing");
    assertThat(missing.getMessage())
        .startsWith("spec.store.external.credentialsSecretRef.name: Secret redis-credentials");

    cluster.secret("redis-credentials", Map.of("password", "wrong"));
    var wrong = cluster.awaitCondition("ext", "StoreReady", "False", "AuthenticationFailed");
    assertThat(wrong.getMessage()).startsWith("spec.store.external.credentialsSecretRef:");
    cluster.awaitCondition("ext", "UIReady", "True", "Serving");

    cluster.secret("redis-credentials", Map.of("password", "right"));
    cluster.awaitReady("ext");

    cluster.patch("ext", "{\"spec\": {\"store\": {\"external\": {\"port\": 6399}}}}");
    var refused = cluster.awaitCondition("ext", "StoreReady", "False", "Unreachable");
    assertThat(refused.getMessage()).startsWith("spec.store.external:");
    cluster.awaitCondition("ext", "UIReady", "True", "Serving");
    cluster.patch("ext", "{\"spec\": {\"store\": {\"external\": {\"port\": 6379}}}}");
    cluster.awaitReady("ext");
  }

  /** A Redis that somebody else keeps. */
  private static void external() {
    cluster
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("elsewhere")
                .withNamespace(cluster.namespace)
                .addToLabels("app", "elsewhere")
                .endMetadata()
                .withNewSpec()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(999L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("redis")
                .withImage("redis:8.0")
                .withCommand("redis-server", "--requirepass", "right", "--dir", "/tmp")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build())
        .serverSideApply();
    cluster
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("elsewhere")
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", "elsewhere")
                .addNewPort()
                .withPort(6379)
                .withTargetPort(new IntOrString(6379))
                .endPort()
                .endSpec()
                .build())
        .serverSideApply();
  }
}
