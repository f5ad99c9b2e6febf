package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.EvictionPolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import org.junit.jupiter.api.Test;

/** A maxmemory above the limit of its container is the end of a server. */
class LiveSettingsTest {

  private static final ResourceRequirements UNLIMITED = new ResourceRequirements();

  @Test
  void the_settings_of_the_spec() {
    assertThat(managed("{}").settings())
        .as("the defaults")
        .isEqualTo(
            new LiveSettings(256L * 1024 * 1024 * 75 / 100, EvictionPolicy.NoEviction, 10_000));
    assertThat(
            managed(
                    "{maxMemoryPercent: 50, evictionPolicy: VolatileTTL, maxClients: 400,"
                        + " resources: {limits: {memory: 1000M}}}")
                .settings())
        .isEqualTo(new LiveSettings(500_000_000, EvictionPolicy.VolatileTTL, 400));
  }

  @Test
  void a_server_is_told_no_more_memory_than_its_container_has() {
    var redis = managed("{maxMemoryPercent: 50, resources: {limits: {memory: 1000M}}}");
    assertThat(redis.settingsWithin(limit("1000M"))).isEqualTo(redis.settings());
    assertThat(redis.settingsWithin(limit("600M")).maxMemory())
        .as("its pod is about to be replaced by a larger one")
        .isEqualTo(300_000_000);
    assertThat(redis.settingsWithin(limit("2000M")).maxMemory()).isEqualTo(500_000_000);
    assertThat(redis.settingsWithin(UNLIMITED).maxMemory()).isEqualTo(500_000_000);
  }

  @Test
  void a_server_whose_limit_is_removed_keeps_to_it_until_its_pod_is_replaced() {
    var redis = managed("{resources: {requests: {memory: 100M}}}");
    assertThat(redis.settings().maxMemory()).isZero();
    assertThat(redis.settingsWithin(limit("1000M")).maxMemory()).isEqualTo(750_000_000);
    assertThat(redis.settingsWithin(UNLIMITED).maxMemory()).isZero();
  }

  private static RedisPlan managed(String store) {
    return Given.plan("ui: {image: 'shop:1'}\nstore: {managed: " + store + "}")
        .store()
        .managed()
        .orElseThrow();
  }

  private static ResourceRequirements limit(String memory) {
    return new ResourceRequirementsBuilder().addToLimits("memory", new Quantity(memory)).build();
  }
}
