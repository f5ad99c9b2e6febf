package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment that docs/contract.md promises. */
class AppEnvTest {

  private static final String UI = "ui: {image: 'shop:1'}\nstore: {managed: {}}\n";
  private static final String ALL =
      UI
          + """
          workers: [{name: a, app: shop}]
          scheduler: {app: shop}
          backend: {image: 'api:1', port: 9000}
          modelServer: {image: 'model:1'}
          """;

  private static final String[] STACK = {
    "REDIS_URL",
    "SESSION_TTL_SECONDS",
    "SESSION_KEY_PREFIX",
    "JWT_SECRET",
    "SECRET_KEY",
    "CSRF_SECRET",
    "CELERY_BROKER_URL",
    "CELERY_RESULT_BACKEND",
    "MODEL_URL",
    "HOME"
  };

  @ParameterizedTest
  @CsvSource({"shop-ui", "shop-worker-a", "shop-scheduler", "shop-backend"})
  void all_that_know_the_store_are_handed_the_environment_of_the_stack(String workload) {
    assertThat(names(ALL, workload)).contains(STACK);
  }

  @Test
  void a_model_server_knows_no_session_and_no_task() {
    assertThat(names(ALL, "shop-model-server")).containsExactlyInAnyOrder("HOME", "PORT");
    assertThat(value(ALL, "shop-model-server", "PORT")).isEqualTo("8080");
  }

  @Test
  void a_backend_is_told_its_port_and_not_its_own_address() {
    assertThat(value(ALL, "shop-backend", "PORT")).isEqualTo("9000");
    assertThat(names(ALL, "shop-backend")).doesNotContain("BACKEND_URL");
    assertThat(value(ALL, "shop-ui", "BACKEND_URL")).isEqualTo("http://shop-backend.default.svc");
    assertThat(value(ALL, "shop-worker-a", "MODEL_URL"))
        .isEqualTo("http://shop-model-server.default.svc");
  }

  /** R14: a stack that has none of this keeps the environment that it had. */
  @Test
  void what_a_stack_does_not_have_is_not_in_its_environment() {
    assertThat(names(UI, "shop-ui"))
        .doesNotContain("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "BACKEND_URL", "MODEL_URL");
    assertThat(names(UI + "scheduler: {app: shop}", "shop-ui")).contains("CELERY_BROKER_URL");
  }

  @Test
  void passwords_come_by_reference() {
    assertThat(env(ALL, "shop-worker-a"))
        .filteredOn(e -> List.of("CELERY_BROKER_URL", "REDIS_URL").contains(e.getName()))
        .hasSize(2)
        .allSatisfy(
            e -> {
              assertThat(e.getValue()).isNull();
              assertThat(e.getValueFrom().getSecretKeyRef().getName()).isEqualTo("shop-store");
            });
  }

  /** R14: a rotation, or a Secret of the user's that gets them, changes content and no template. */
  @ParameterizedTest
  @ValueSource(strings = {"", "session: {secretRef: {name: mine}}"})
  void keys_that_are_accepted_beside_those_in_use_may_come_at_any_time(String session) {
    assertThat(env(ALL + session, "shop-ui"))
        .filteredOn(e -> e.getName().endsWith("_FALLBACKS"))
        .extracting(EnvVar::getName)
        .containsExactly("JWT_SECRET_FALLBACKS", "SECRET_KEY_FALLBACKS", "CSRF_SECRET_FALLBACKS");
    assertThat(env(ALL + session, "shop-ui"))
        .filteredOn(e -> e.getName().endsWith("_FALLBACKS"))
        .allSatisfy(
            e -> {
              var ref = e.getValueFrom().getSecretKeyRef();
              assertThat(ref.getName()).isEqualTo(session.isEmpty() ? "shop-session" : "mine");
              assertThat(ref.getKey()).isEqualTo(e.getName());
              assertThat(ref.getOptional()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "env: [{name: CELERY_BROKER_URL, value: mine}]",
        "template: {spec: {containers: [{name: worker, env: [{name: CELERY_BROKER_URL, value:"
            + " mine}]}]}}"
      })
  void what_a_pool_sets_wins_in_that_pool_only(String sets) {
    var spec = ALL.replace("{name: a, app: shop}", "{name: a, app: shop, " + sets + "}");
    assertThat(value(spec, "shop-worker-a", "CELERY_BROKER_URL")).isEqualTo("mine");
    assertThat(value(spec, "shop-ui", "CELERY_BROKER_URL")).isNull();
  }

  @Test
  void what_an_envFrom_holds_is_not_shadowed() {
    var spec =
        ALL.replace(
            "image: 'model:1'",
            "image: 'model:1', envFrom: [{secretRef: {name: any}, prefix: P_}]");
    assertThat(names(spec, "shop-model-server")).contains("PORT");
    var keys =
        ALL.replace(
            "{name: a, app: shop}", "{name: a, app: shop, envFrom: [{secretRef: {name: any}}]}");
    assertThat(names(keys, "shop-worker-a")).doesNotContain("JWT_SECRET", "SECRET_KEY");
    assertThat(names(keys, "shop-scheduler")).contains("JWT_SECRET", "SECRET_KEY");
  }

  private static String value(String spec, String workload, String name) {
    var found = env(spec, workload).stream().filter(e -> e.getName().equals(name)).toList();
    assertThat(found).as("once, and not twice").hasSize(1);
    return found.get(0).getValue();
  }

  private static List<String> names(String spec, String workload) {
    return env(spec, workload).stream().map(EnvVar::getName).toList();
  }

  private static List<EnvVar> env(String spec, String workload) {
    var plan = Given.plan(spec);
    return Rendering.parts().stream()
        .flatMap(part -> part.objects(plan).stream())
        .map(HasMetadata.class::cast)
        .filter(object -> object.getMetadata().getName().equals(workload))
        .flatMap(AppEnvTest::containers)
        .findFirst()
        .orElseThrow()
        .getEnv();
  }

  private static Stream<Container> containers(HasMetadata object) {
    if (object instanceof Deployment deployment) {
      return deployment.getSpec().getTemplate().getSpec().getContainers().stream();
    }
    return object instanceof StatefulSet set
        ? set.getSpec().getTemplate().getSpec().getContainers().stream()
        : Stream.empty();
  }
}
