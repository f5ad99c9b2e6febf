package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Who is logged out is out, in the browser too, and nobody else is. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationE2E {

  private static final String HOST = "redis-ui";

  private static RealCluster cluster;
  private static Visitor ada;
  private static Visitor bob;

  @TempDir static Path folder;

  @BeforeAll
  static void apply() throws Exception {
    cluster = new RealCluster("revocation");
    cluster.apply("redis");
    cluster.awaitReady("redis");
    ada = new Visitor(cluster, "redis");
    bob = new Visitor(cluster, "redis");
    bob.login("bob");
    bob.count();
    bind("edit", "ed");
    bind("sessionstack-revoke", "rita");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void ending_a_users_sessions_logs_that_user_out_and_nobody_else() throws Exception {
    ada.login("ada");
    ada.count();

    assertThat(ended("user: ada").sessionsEnded()).isEqualTo(1);

    assertThatThrownBy(ada::session).hasMessageContaining("401");
    assertThat(bob.session().get("data").get("counter").asInt()).isEqualTo(1);
    assertThat(sessions()).hasSize(1);
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cluster.stack("redis").get().getStatus().sessions().active())
                    .isEqualTo(1));
  }

  @Test
  @Order(2)
  void the_browser_of_that_user_is_at_the_login_form_and_may_log_in_again() throws Exception {
    var obstacle = Browser.obstacle();
    obstacle.ifPresent(why -> System.err.println("BROWSER TEST SKIPPED: " + why));
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    var address =
        cluster
            .client
            .services()
            .inNamespace(cluster.namespace)
            .withName(HOST)
            .get()
            .getSpec()
            .getClusterIP();
    var adas = Files.createDirectory(folder.resolve("ada"));
    var bobs = Files.createDirectory(folder.resolve("bob"));
    try (var hers = new Browser(adas, HOST, address);
        var his = new Browser(bobs, HOST, address)) {
      login(hers, "ada");
      login(his, "bob");

      assertThat(ended("user: ada").sessionsEnded()).isEqualTo(1);

      hers.open("http://" + HOST + "/");
      hers.find("#username");
      hers.screenshot(Path.of("target", "screenshots", "revoked-ada.png"));
      his.open("http://" + HOST + "/");
      seesCounter(his);
      his.screenshot(Path.of("target", "screenshots", "revoked-bob.png"));

      login(hers, "ada");
    }
    assertThat(bob.session().get("data").get("counter").asInt()).isEqualTo(1);
  }

  @Test
  @Order(3)
  void one_session_ends_by_its_hash_and_is_nowhere_in_the_clear() throws Exception {
    ada.login("ada");
    var before = sessions();
    var other = new Visitor(cluster, "redis");
    other.login("ada");
    var id =
        sessions().stream()
            .filter(key -> !before.contains(key))
            .findFirst()
            .orElseThrow()
            .substring("session:".length());
    var hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));

    assertThat(ended("session: {sha256: " + hash + "}").sessionsEnded()).isEqualTo(1);

    assertThatThrownBy(other::session).hasMessageContaining("401");
    assertThat(ada.session().get("username").asText()).isEqualTo("ada");
    assertThat(bob.session().get("username").asText()).isEqualTo("bob");
    var log =
        cluster
            .client
            .apps()
            .deployments()
            .inNamespace(RealCluster.OPERATOR_NAMESPACE)
            .withName(RealCluster.OPERATOR)
            .getLog();
    assertThat(log).doesNotContain(id);
    assertThat(
            cluster.client.events().v1().events().inNamespace(cluster.namespace).list().getItems())
        .extracting(Event::getNote)
        .anyMatch(
            note -> note.matches("1 session was ended by SessionRevocation .* \\(by session\\)"))
        .noneMatch(note -> note != null && note.contains(id));
  }

  @Test
  @Order(4)
  void who_may_edit_stacks_may_not_for_that_end_sessions() throws Exception {
    try (var ed = as("ed");
        var rita = as("rita")) {
      assertThatThrownBy(() -> ed.resource(revocation("user: bob")).create())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
      var stack = ed.resources(SessionStack.class).inNamespace(cluster.namespace).withName("redis");
      assertThat(stack.get()).as("ed has the role edit, so reads stacks").isNotNull();
      assertThatThrownBy(
              () -> rita.secrets().inNamespace(cluster.namespace).withName("redis-store").get())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
      assertThat(bob.session().get("username").asText()).isEqualTo("bob");

      var created = rita.resource(revocation("user: bob")).create();

      assertThat(awaitEnd(created.getMetadata().getName()).sessionsEnded()).isPositive();
      assertThatThrownBy(bob::session).hasMessageContaining("401");
    }
  }

  @Test
  @Order(5)
  void everybody_is_logged_out_and_the_act_is_deleted_in_time() throws Exception {
    ada.login("ada");
    bob.login("bob");
    var created = cluster.client.resource(revocation("all: {}\n  ttlAfterFinished: 5s")).create();
    var name = created.getMetadata().getName();

    await().atMost(RealCluster.PATIENCE).untilAsserted(() -> assertThat(sessions()).isEmpty());
    await().atMost(RealCluster.PATIENCE).untilAsserted(() -> assertThat(find(name)).isEmpty());
    assertThatThrownBy(ada::session).hasMessageContaining("401");
    assertThatThrownBy(bob::session).hasMessageContaining("401");
  }

  private static void login(Browser browser, String user) throws Exception {
    browser.open("http://" + HOST + "/");
    browser.type("#username", user);
    browser.click("form button");
    seesCounter(browser);
  }

  private static void seesCounter(Browser browser) throws Exception {
    browser.findOrReload("#counter", Path.of("target", "screenshots", "no-counter.png"));
  }

  private static SessionRevocationStatus ended(String selection) {
    return awaitEnd(
        cluster.client.resource(revocation(selection)).create().getMetadata().getName());
  }

  private static SessionRevocationStatus awaitEnd(String name) {
    return await()
        .alias(name + " is complete")
        .atMost(RealCluster.PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> find(name).map(SessionRevocation::getStatus),
            status ->
                status
                    .filter(
                        s ->
                            s.conditions().stream()
                                .anyMatch(
                                    c ->
                                        c.getType().equals("Complete")
                                            && c.getStatus().equals("True")))
                    .isPresent())
        .orElseThrow();
  }

  private static Optional<SessionRevocation> find(String name) {
    return Optional.ofNullable(
        cluster
            .client
            .resources(SessionRevocation.class)
            .inNamespace(cluster.namespace)
            .withName(name)
            .get());
  }

  private static SessionRevocation revocation(String selection) {
    return cluster
        .client
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: sessionstack.dev/v1alpha1
            kind: SessionRevocation
            metadata: {generateName: out-, namespace: %s}
            spec:
              stackName: redis
              %s
            """
                .formatted(cluster.namespace, selection),
            SessionRevocation.class);
  }

  private static List<String> sessions() throws Exception {
    return cluster
        .exec("redis-redis-0", "redis-cli", "--scan", "--pattern", "session:*")
        .lines()
        .filter(key -> !key.isBlank())
        .toList();
  }

  private static void bind(String role, String user) {
    cluster
        .client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  /** The cluster as somebody else sees it. */
  private static KubernetesClient as(String user) {
    var config =
        new ConfigBuilder(cluster.client.getConfiguration()).withImpersonateUsername(user).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
