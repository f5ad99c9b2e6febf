package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with one thing holds back that, what needs it, and nothing else (R17). */
class HoldsTest {

  private static final String ALL =
      """
      ui: {image: 'shop:1'}
      workers: [{name: a, app: shop}, {name: b, app: shop}]
      scheduler: {app: shop}
      backend: {image: 'api:1'}
      modelServer: {image: 'model:1'}
      """;

  private static final Set<Component> APPS =
      Set.of(Component.UI, Component.WORKERS, Component.SCHEDULER, Component.BACKEND);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "template: {spec: {tollerations: []}}; InvalidTemplate; spec.workers[a].template.spec",
        "resources: {limits: {memory: lots}}; InvalidQuantity; spec.workers[a].resources.limits",
        "resources: {requests: {cpu: 2}, limits: {cpu: 1}}; RequestAboveLimit; spec.workers[a].res",
      })
  void a_fault_of_one_pool_holds_that_pool_only(String fault, String reason, String field) {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1'}\nstore: {managed: {}}\n"
                + ("workers: [{name: a, app: shop, " + fault + "}, {name: b, app: shop}]\n"));
    assertThat(plan.holds(plan.workers().get(0)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(reason);
              assertThat(problem.message()).startsWith(field);
            });
    assertThat(plan.holds(plan.workers().get(1))).isEmpty();
    for (var component : Component.values()) {
      assertThat(plan.holds(component)).as("%s", component).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"env", "envFrom", "template"})
  void a_secret_that_one_pool_lacks_holds_that_pool_only(String how) {
    var lacks =
        switch (how) {
          case "env" -> "env: [{name: T, valueFrom: {secretKeyRef: {name: gone, key: k}}}]";
          case "envFrom" -> "envFrom: [{secretRef: {name: gone}}]";
          default -> "template: {spec: {volumes: [{name: v, secret: {secretName: gone}}]}}";
        };
    var plan =
        without(
            "ui: {image: 'shop:1'}\nstore: {managed: {}}\n"
                + ("workers: [{name: a, app: shop, " + lacks + "}, {name: b, app: shop}]\n"));
    assertThat(plan.holds(plan.workers().get(0)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo("SecretMissing");
              assertThat(problem.field()).startsWith("spec.workers[a]." + how);
            });
    assertThat(plan.holds(plan.workers().get(1))).isEmpty();
    assertThat(held(plan)).isEmpty();
  }

  @Test
  void a_store_that_is_not_known_holds_all_but_the_model_server() {
    var plan =
        without(ALL + "store: {external: {host: r.example, credentialsSecretRef: {name: gone}}}");
    assertThat(held(plan))
        .containsExactlyInAnyOrder(
            Component.STORE,
            Component.UI,
            Component.WORKERS,
            Component.SCHEDULER,
            Component.BACKEND);
    assertThat(plan.holds(plan.workers().get(0)))
        .extracting(Problem::field)
        .containsExactly("spec.store.external.credentialsSecretRef.name");
    assertThat(plan.broker()).as("nobody knows its address").isEmpty();
  }

  @Test
  void session_keys_that_are_missing_hold_all_that_are_handed_them() {
    var plan = without(ALL + "store: {managed: {}}\nsession: {secretRef: {name: gone}}");
    assertThat(held(plan)).containsAll(APPS).contains(Component.SESSION);
    assertThat(held(plan)).doesNotContain(Component.STORE, Component.MODEL_SERVER);
  }

  @ParameterizedTest
  @CsvSource({
    "scheduler, SCHEDULER, spec.scheduler.envFrom",
    "backend, BACKEND, spec.backend.envFrom",
    "modelServer, MODEL_SERVER, spec.modelServer.envFrom"
  })
  void a_secret_that_one_component_lacks_holds_that_one_only(
      String section, Component component, String field) {
    var plan =
        without(
            ALL.replaceAll(
                    "(?m)^(" + section + ": \\{.*)\\}$",
                    "$1, envFrom: [{secretRef: {name: gone}}]}")
                + "store: {managed: {}}");
    assertThat(held(plan)).containsExactly(component);
    assertThat(plan.holds(component)).extracting(Problem::field).containsExactly(field);
  }

  @Test
  void a_secret_that_is_optional_holds_nobody() {
    var plan =
        without(
            "ui: {image: 'shop:1'}\nstore: {managed: {}}\nworkers: [{name: a, app: shop,"
                + " envFrom: [{secretRef: {name: gone, optional: true}}]}]");
    assertThat(plan.problems()).isEmpty();
  }

  private static List<Component> held(StackPlan plan) {
    return Arrays.stream(Component.values())
        .filter(component -> !plan.holds(component).isEmpty())
        .toList();
  }

  /** Nothing that it refers to exists. */
  private static StackPlan without(String spec) {
    return StackPlan.of(Given.spec(spec), Given.PLATFORM, Given.around(Map.of()));
  }
}
