package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Revocations, as an API server takes them: what it refuses, and from whom. */
@NeedsApiServer
class RevocationCrdIT {

  private static final String API = "sessionstack.dev/v1alpha1";
  private static final String HASH =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final String ALL = "{stackName: shop, all: {}}";

  /** One rule each: how its message begins, what breaks it, and what is just within it. */
  private record Rule(String message, String before, String refused, String accepted) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("spec is required", null, null, ALL),
          new Rule(
              "a revocation is carried out once and does not change",
              "{stackName: shop, user: ada}",
              "{stackName: shop, user: bob}",
              "{stackName: shop, user: ada}"),
          new Rule("set exactly one of user", null, "{stackName: shop, user: ada, all: {}}", ALL),
          new Rule(
              "set exactly one of session.sha256 and session.secretRef",
              null,
              session("sha256: " + HASH + ", secretRef: {name: a, key: b}"),
              session("secretRef: {name: a, key: b}")));

  /** Values just outside of what a field takes. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          Map.entry("spec.stackName", "{all: {}}"),
          Map.entry("spec.stackName in body", "{stackName: '', all: {}}"),
          Map.entry("spec.stackName: Invalid", "{stackName: Shop, all: {}}"),
          Map.entry("may not be more than 40", "{stackName: " + "n".repeat(41) + ", all: {}}"),
          Map.entry("spec.user", "{stackName: shop, user: ''}"),
          Map.entry("spec.user: Too long", "{stackName: shop, user: " + "u".repeat(1025) + "}"),
          Map.entry("spec.session.sha256", session("sha256: " + HASH.toUpperCase())),
          Map.entry("spec.session.sha256 in body", session("sha256: the-id-itself")),
          Map.entry("spec.session.secretRef.key", session("secretRef: {name: a}")),
          Map.entry("spec.session.secretRef.name", session("secretRef: {name: A, key: b}")),
          Map.entry("spec.ttlAfterFinished", "{stackName: shop, all: {}, ttlAfterFinished: 1d}"));

  private static ApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = ApiServer.start("nobody");
    client = server.client("test");
    server.kubectl("apply", "-f", "crds");
    server.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", "crds");
    server.kubectl("apply", "-f", "manifests/roles.yaml");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyRuleRefusesAndAdvises() {
    return RULES.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.message(), () -> refusesAndAccepts(rule)));
  }

  private static void refusesAndAccepts(Rule rule) {
    if (rule.before() == null) {
      assertThatThrownBy(() -> tried("new", rule.refused())).hasMessageContaining(rule.message());
      tried("new", rule.accepted());
    } else {
      client.resource(revocation("old", rule.before())).create();
      assertThatThrownBy(() -> client.resource(revocation("old", rule.refused())).update())
          .hasMessageContaining(rule.message());
      client.resource(revocation("old", rule.accepted())).dryRun().update();
    }
  }

  @Test
  void noRuleIsWithoutACase() {
    JsonNode schema =
        Serialization.jsonMapper()
            .valueToTree(
                client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("sessionrevocations.sessionstack.dev")
                    .get()
                    .getSpec()
                    .getVersions()
                    .get(0)
                    .getSchema()
                    .getOpenAPIV3Schema());
    assertThat(Schemas.rules(schema))
        .hasSameSizeAs(RULES)
        .allMatch(message -> RULES.stream().anyMatch(rule -> message.startsWith(rule.message())));
  }

  @TestFactory
  Stream<DynamicTest> everyFieldRefusesWhatItIsNot() {
    return WRONG.entrySet().stream()
        .map(
            wrong ->
                DynamicTest.dynamicTest(
                    wrong.getKey(),
                    () ->
                        assertThatThrownBy(() -> tried("new", wrong.getValue()))
                            .hasMessageContaining(wrong.getKey())));
  }

  @Test
  void theExamplesAreCreatedAndListedWithoutTheNameOfAUser() {
    server.kubectl("create", "-n", "default", "-f", "examples/revocation");

    var table = server.kubectl("get", "srev", "-n", "default", "-o", "wide");

    assertThat(table.lines().findFirst().orElseThrow())
        .containsSubsequence("NAME", "STACK", "COMPLETE", "ENDED", "AGE", "MESSAGE");
    assertThat(table).contains("log-out-", "log-all-out-", "end-session-").doesNotContain("ada");
    assertThat(server.kubectl("get", "all", "-n", "default")).doesNotContain("sessionrevocation");
  }

  /** Who may edit stacks may not for that end sessions, nor the other way round. */
  @Test
  void theRightToRevokeIsApartFromThatToEdit() {
    bind("sessionstack-edit", "ed");
    bind("sessionstack-revoke", "rita");
    bind("sessionstack-view", "vic");

    assertThat(may("ed", "update", "sessionstacks")).isTrue();
    assertThat(may("ed", "create", "sessionrevocations")).isFalse();
    assertThat(may("ed", "list", "sessionrevocations")).isFalse();
    assertThat(may("rita", "create", "sessionrevocations")).isTrue();
    assertThat(may("rita", "update", "sessionrevocations")).isFalse();
    assertThat(may("rita", "update", "sessionstacks")).isFalse();
    assertThat(may("rita", "get", "secrets")).isFalse();
    assertThat(may("vic", "list", "sessionstacks")).isTrue();
    assertThat(may("vic", "list", "sessionrevocations")).isFalse();
    assertThat(may("vic", "update", "sessionstacks")).isFalse();
  }

  @Test
  void theRightToRevokeComesWithNoOtherRole() {
    assertThat(labels("sessionstack-view"))
        .containsOnlyKeys("rbac.authorization.k8s.io/aggregate-to-view");
    assertThat(labels("sessionstack-edit"))
        .containsOnlyKeys(
            "rbac.authorization.k8s.io/aggregate-to-edit",
            "rbac.authorization.k8s.io/aggregate-to-admin");
    assertThat(labels("sessionstack-revoke")).isEmpty();
  }

  private static Map<String, String> labels(String role) {
    var labels = client.rbac().clusterRoles().withName(role).get().getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static void bind(String role, String user) {
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace("default")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  private static boolean may(String user, String verb, String resource) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withNamespace("default")
            .withVerb(verb)
            .withGroup(resource.equals("secrets") ? "" : "sessionstack.dev")
            .withResource(resource)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client.resource(review).create().getStatus().getAllowed();
  }

  private static void tried(String name, String spec) {
    client.resource(revocation(name, spec)).dryRun().create();
  }

  private static GenericKubernetesResource revocation(String name, String spec) {
    return Serialization.unmarshal(
        "apiVersion: %s%nkind: SessionRevocation%nmetadata: {name: %s, namespace: default}%n"
                .formatted(API, name)
            + (spec == null ? "" : "spec: " + spec),
        GenericKubernetesResource.class);
  }

  private static String session(String fields) {
    return "{stackName: shop, session: {" + fields + "}}";
  }
}
