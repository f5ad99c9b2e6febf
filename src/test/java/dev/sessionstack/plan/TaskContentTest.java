package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods follow the content of what they use, and of nothing else (R6). */
class TaskContentTest {

  private static final String UI = "ui: {image: 'shop:1'}\nstore: {managed: {}}\n";
  private static final String ALL =
      UI
          + """
          workers:
            - {name: a, app: shop, envFrom: [{secretRef: {name: only-a}}]}
            - {name: b, app: shop}
          scheduler: {app: shop}
          backend: {image: 'api:1'}
          modelServer: {image: 'model:1', envFrom: [{configMapRef: {name: model}}]}
          """;

  @Test
  void R6_content_that_one_pool_uses_rolls_that_pool_alone() {
    var before = plan(ALL, Map.of("k", "v"), Map.of());
    var after = plan(ALL, Map.of("k", "w"), Map.of());
    assertThat(hash(after, 0)).isNotEqualTo(hash(before, 0));
    assertThat(hash(after, 1)).isEqualTo(hash(before, 1));
    assertThat(rest(after)).isEqualTo(rest(before));
  }

  @Test
  void R6_content_that_the_model_server_uses_rolls_it_alone() {
    var before = plan(ALL, Map.of(), Map.of("k", "v"));
    var after = plan(ALL, Map.of(), Map.of("k", "w"));
    assertThat(model(after)).isNotEqualTo(model(before));
    assertThat(hash(after, 0)).isEqualTo(hash(before, 0));
    assertThat(rest(after)).isEqualTo(rest(before));
  }

  @Test
  void R6_another_password_of_the_store_rolls_all_but_the_model_server() {
    var external = "store: {external: {host: r.example, credentialsSecretRef: {name: mine}}}";
    var spec = ALL.replace("store: {managed: {}}", external);
    var before = withPassword(spec, "old");
    var after = withPassword(spec, "new");
    assertThat(model(after)).isEqualTo(model(before));
    assertThat(hash(after, 0)).isNotEqualTo(hash(before, 0));
    assertThat(hash(after, 1)).isNotEqualTo(hash(before, 1));
    assertThat(rest(after).values()).doesNotContainAnyElementsOf(rest(before).values());
  }

  /** R14: what a stack does not use is no reason to roll it. */
  @Test
  void R14_servers_are_nothing_to_the_content_of_the_ui() {
    var more = UI + "backend: {image: 'api:1'}\nmodelServer: {image: 'model:1'}\n";
    assertThat(Given.plan(more).ui().container().contentHash())
        .isEqualTo(Given.plan(UI).ui().container().contentHash());
  }

  @Test
  void tasks_and_results_are_in_databases_of_their_own() {
    var broker = Given.plan(ALL).broker().orElseThrow();
    assertThat(broker.tasks().url().reveal()).endsWith("@shop-redis.default.svc:6379/1");
    assertThat(broker.results().url().reveal()).endsWith("@shop-redis.default.svc:6379/2");
    assertThat(Given.plan(UI).broker()).as("nobody has tasks").isEmpty();
  }

  @Test
  void databases_of_an_external_store_are_those_that_the_user_names() {
    var spec = UI.replace("managed: {}", "external: {host: r.example, databases: {broker: 7}}");
    var broker = Given.plan(spec + "scheduler: {app: shop}").broker().orElseThrow();
    assertThat(broker.tasks().url().reveal()).isEqualTo("redis://r.example:6379/7");
    assertThat(broker.results().url().reveal()).isEqualTo("redis://r.example:6379/2");
  }

  private static StackPlan plan(
      String spec, Map<String, String> onlyA, Map<String, String> onlyModel) {
    return StackPlan.of(
        Given.spec(spec),
        Given.PLATFORM,
        Given.around(
            Map.of(
                new Reference.Target(Reference.Kind.Secret, "only-a"), onlyA,
                new Reference.Target(Reference.Kind.ConfigMap, "model"), onlyModel)));
  }

  private static StackPlan withPassword(String spec, String password) {
    return StackPlan.of(
        Given.spec(spec),
        Given.PLATFORM,
        Given.around(
            Map.of(
                new Reference.Target(Reference.Kind.Secret, "only-a"), Map.of(),
                new Reference.Target(Reference.Kind.ConfigMap, "model"), Map.of(),
                new Reference.Target(Reference.Kind.Secret, "mine"),
                    Map.of("password", password))));
  }

  private static String hash(StackPlan plan, int pool) {
    return plan.workers().get(pool).container().contentHash();
  }

  private static String model(StackPlan plan) {
    return plan.server(Component.MODEL_SERVER).orElseThrow().container().contentHash();
  }

  private static Map<String, String> rest(StackPlan plan) {
    return Map.of(
        "ui", plan.ui().container().contentHash(),
        "scheduler", plan.scheduler().orElseThrow().container().contentHash(),
        "backend", plan.server(Component.BACKEND).orElseThrow().container().contentHash());
  }
}
