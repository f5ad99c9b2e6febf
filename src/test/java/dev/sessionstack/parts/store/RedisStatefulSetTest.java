package dev.sessionstack.parts.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rolls the server, and what does not. */
class RedisStatefulSetTest {

  @ParameterizedTest
  @ValueSource(strings = {"maxMemoryPercent: 50", "evictionPolicy: VolatileTTL", "maxClients: 500"})
  void what_can_be_told_to_a_server_that_runs_does_not_replace_it(String setting) {
    assertThat(template(setting)).isEqualTo(template(""));
    assertThat(config(setting)).as("the next start has it from here").isNotEqualTo(config(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'redis:7.4'",
        "resources: {limits: {memory: 1Gi}}",
        "tls: {secretName: cert}",
        "persistence: RDB, storage: {size: 1Gi}"
      })
  void what_takes_a_restart_replaces_it(String setting) {
    assertThat(template(setting)).isNotEqualTo(template(""));
  }

  @Test
  void the_configuration_has_all_settings() {
    assertThat(config("maxMemoryPercent: 50, evictionPolicy: AllKeysLFU, maxClients: 500"))
        .contains(
            "\nmaxmemory 134217728\n", "\nmaxmemory-policy allkeys-lfu\n", "\nmaxclients 500\n");
  }

  private static PodTemplateSpec template(String store) {
    return new RedisStatefulSet().desired(Given.plan(spec(store))).getSpec().getTemplate();
  }

  private static String config(String store) {
    return new RedisConfig().desired(Given.plan(spec(store))).getData().get(RedisConfig.FILE);
  }

  private static String spec(String store) {
    return "ui: {image: 'shop:1'}\nstore: {managed: {" + store + "}}";
  }
}
