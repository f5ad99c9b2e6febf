package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The CRD, as an API server reads it: what it refuses, what it accepts and what it fills in. */
@NeedsApiServer
class CrdIT {

  private static final String MINIMAL = "{ui: {image: 'app:1'}, store: {memory: {}}}";

  private static ApiServer server;
  private static KubernetesClient client;
  private static CustomResourceDefinition crd;

  @BeforeAll
  static void start() {
    server = ApiServer.start("nobody");
    client = server.client("test");
    server.kubectl("apply", "-f", "crds");
    server.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", "crds");
    crd =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("sessionstacks.sessionstack.dev")
            .get();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  /** Plain apply keeps all of it in an annotation, which may not be larger. */
  @Test
  void isAppliedByPlainKubectlApply() {
    assertThat(crd.getMetadata().getAnnotations().values().stream().mapToInt(String::length).sum())
        .isLessThan(262_144);
  }

  @Test
  void apiServerFindsNothingWrongWithTheSchema() {
    assertThat(crd.getStatus().getConditions())
        .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"))
        .noneMatch(c -> c.getType().equals("NonStructuralSchema"));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleRefusesAndAdvises() {
    return RuleCase.ALL.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> refusesAndAccepts(rule)));
  }

  private static void refusesAndAccepts(RuleCase rule) {
    if (rule.before() != null) {
      store(rule.name(), rule.before());
    }
    assertThatThrownBy(() -> tried(rule, rule.refused())).hasMessageContaining(rule.message());
    tried(rule, rule.accepted());
  }

  private static void tried(RuleCase rule, String spec) {
    var name =
        switch (spec) {
          case RuleCase.LONG_NAME -> "n".repeat(41);
          case RuleCase.DOTTED_NAME -> "my.app";
          default -> rule.name();
        };
    var stack = stack(name, spec);
    if (rule.before() == null) {
      resource(stack).dryRun().create();
    } else {
      resource(stack).dryRun().update();
    }
  }

  @Test
  void noRuleIsWithoutACase() {
    var messages = Schemas.rules(schema()).toList();
    assertThat(messages)
        .isNotEmpty()
        .allSatisfy(
            message ->
                assertThat(RuleCase.ALL)
                    .filteredOn(c -> message.startsWith(c.message()))
                    .as("one for each place that has the rule")
                    .hasSize(Collections.frequency(messages, message)));
    assertThat(RuleCase.ALL).hasSameSizeAs(messages);
  }

  /** Every enum, pattern, bound and required field, by a value just outside of it. */
  @TestFactory
  Stream<DynamicTest> everyFieldRefusesWhatItIsNot() {
    return Schemas.complete().stream()
        .peek(spec -> resource(stack("complete", spec.toString())).dryRun().create())
        .flatMap(spec -> Schemas.violations(specSchema(), spec).stream())
        .map(v -> DynamicTest.dynamicTest(v.toString(), () -> refuses(v)));
  }

  private static void refuses(Schemas.Violation violation) {
    var stack = stack("complete", violation.spec().toString());
    assertThatThrownBy(() -> resource(stack).dryRun().create())
        .hasMessageContaining(violation.field());
  }

  @Test
  void everyConstrainedFieldIsTried() {
    assertThat(Schemas.unreached(specSchema(), Schemas.complete())).isEmpty();
  }

  /** One that got in would make every client fail on the whole list. */
  @Test
  void anEmptyQuantityIsRefused() {
    var spec = "{ui: {image: 'app:1', resources: {limits: {memory: ''}}}, store: {memory: {}}}";
    assertThatThrownBy(() -> resource(stack("empty", spec)).dryRun().create())
        .hasMessageContaining("spec.ui.resources.limits.memory");
  }

  @Test
  void defaultsAreFilledIn() {
    var created = resource(stack("defaults", MINIMAL)).dryRun().create();

    assertThat(spec(created))
        .isEqualTo(
            json(
                """
                mode: Running
                ui: {image: "app:1", profile: Generic, replicas: 1}
                store: {memory: {}}
                networkPolicy: Enabled
                podDisruptionBudget: Enabled
                """));
  }

  @Test
  void defaultsOfAManagedStoreAreFilledIn() {
    var spec =
        """
        ui: {image: "app:1", probe: {}, drain: {}, scratch: {}}
        session: {}
        store: {managed: {storage: {size: 1Gi}}, health: {}}
        loadBalancer: {service: {}, affinity: {}}
        """;

    assertThat(spec(resource(stack("defaults", spec)).dryRun().create()))
        .isEqualTo(
            json(
                """
                mode: Running
                ui:
                  image: "app:1"
                  profile: Generic
                  replicas: 1
                  probe: {startupTimeout: 120s}
                  drain: {timeout: 60s, preStopDelay: 5s}
                  scratch: {sizeLimit: 1Gi}
                session: {ttl: 30m, keyPrefix: "session:", hygiene: Report, rotationOverlap: 24h}
                store:
                  managed:
                    image: "redis:8.0"
                    maxMemoryPercent: 75
                    maxClients: 10000
                    evictionPolicy: NoEviction
                    storage: {size: 1Gi, whenDeleted: Retain}
                  health:
                    interval: 30s
                    window: 10m
                    memoryWarningPercent: 80
                    memoryForecastWarning: 1h
                    fragmentationWarningPercent: 150
                    evictedKeysWarning: 1
                    clientsWarningPercent: 80
                    rejectedConnectionsWarning: 1
                    disconnectedClientsWarning: 1
                    latencyWarningMilliseconds: 500
                    replicationLagWarning: 30s
                    census: Enabled
                    censusInterval: 1m
                    scanKeysPerSecond: 20000
                loadBalancer:
                  service: {type: ClusterIP}
                  affinity: {}
                networkPolicy: Enabled
                podDisruptionBudget: Enabled
                """));
  }

  @Test
  void descriptionsTellTheDefaultsThatAreFilledIn() {
    assertThat(Schemas.defaults(schema()))
        .isNotEmpty()
        .allSatisfy(
            (description, value) ->
                assertThat(description.replace("`", "")).contains("Default: " + value));
  }

  @Test
  void unknownFieldIsReported() {
    var stack = stack("typo", "{ui: {image: 'app:1', replica: 2}, store: {memory: {}}}");

    assertThatThrownBy(() -> resource(stack).dryRun().fieldValidation(Validation.STRICT).create())
        .hasMessageContaining("unknown field \"spec.ui.replica\"");
  }

  @Test
  void kubectlScaleWritesTheReplicasOfTheUi() {
    store("scaled", MINIMAL);

    server.kubectl("scale", "sst/scaled", "--replicas=3", "-n", "default");

    var scaled =
        client.genericKubernetesResources(API, KIND).inNamespace("default").withName("scaled");
    assertThat(spec(scaled.get()).at("/ui/replicas").asInt()).isEqualTo(3);
    var stack = scaled.get();
    stack.setAdditionalProperty("status", Map.of("replicas", 2, "selector", "a=b"));
    client.resource(stack).updateStatus();
    var scale = scaled.scale();
    assertThat(scale.getSpec().getReplicas()).isEqualTo(3);
    assertThat(scale.getStatus().getReplicas()).isEqualTo(2);
    assertThat(scale.getStatus().getSelector()).isEqualTo("a=b");
  }

  @Test
  void peopleFindItByItsShortName() {
    store("listed", MINIMAL);

    assertThat(server.kubectl("get", "sst", "-n", "default").lines().findFirst().orElseThrow())
        .containsSubsequence("NAME", "READY", "UI", "STORE", "SESSIONS", "QUEUED", "AGE");
    assertThat(server.kubectl("get", "all", "-n", "default")).contains("sessionstack");
  }

  private static final String API = "sessionstack.dev/v1alpha1";
  private static final String KIND = "SessionStack";

  private static Resource<GenericKubernetesResource> resource(GenericKubernetesResource stack) {
    return client.resource(stack);
  }

  private static void store(String name, String spec) {
    resource(stack(name, spec)).create();
  }

  private static GenericKubernetesResource stack(String name, String spec) {
    var text =
        spec.equals(RuleCase.NO_SPEC)
            ? "apiVersion: %s%nkind: %s%nmetadata: {name: %s, namespace: default}"
                .formatted(API, KIND, name)
            : "apiVersion: %s%nkind: %s%nmetadata: {name: %s, namespace: default}%nspec:%n%s"
                .formatted(
                    API, KIND, name, (RuleCase.NAMES.contains(spec) ? MINIMAL : spec).indent(2));
    return Serialization.unmarshal(text, GenericKubernetesResource.class);
  }

  private static JsonNode spec(GenericKubernetesResource stack) {
    return Serialization.jsonMapper().valueToTree(stack.getAdditionalProperties().get("spec"));
  }

  private static JsonNode json(String yaml) {
    return Serialization.unmarshal(yaml, JsonNode.class);
  }

  private static JsonNode schema() {
    return Serialization.jsonMapper()
        .valueToTree(crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema());
  }

  private static JsonNode specSchema() {
    return schema().path("properties").path("spec");
  }
}
