package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.cluster.FakeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of the proxy meets each fault, and gets over it when it has passed. */
class FaultProxyTest {

  private FakeApiServer server;
  private KubernetesClient direct;

  @BeforeEach
  void start() {
    server = FakeApiServer.start();
    direct = server.client();
  }

  @AfterEach
  void stop() {
    direct.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "DELAYED", "GONE", "WATCH_CUT", "WATCH_REPLAYED"})
  void an_informer_has_all_when_the_fault_is_over(Fault fault) {
    var weather = new Weather(1, EnumSet.of(fault));
    try (var proxy = new FaultProxy(URI.create(server.url()), weather);
        var client = through(proxy);
        var informer = client.configMaps().inNamespace("default").runnableInformer(0)) {
      informer.start().toCompletableFuture().join();
      weather.stormy(1);
      for (var i = 0; i < 30; i++) {
        create("before-" + i);
        if (i == 10) {
          server.dropWatches();
        }
      }
      await().until(() -> !weather.met().isEmpty());
      weather.calm();
      create("after");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(informer.getStore().list()).hasSize(31));
    }
  }

  @Test
  void the_last_write_of_a_ration_is_done_unheard_and_none_comes_after_it() {
    var ration = new Ration();
    try (var proxy = new FaultProxy(URI.create(server.url()), new Weather(1));
        var client = through(proxy)) {
      proxy.gate(ration);
      ration.deal(Map.of("shop", 2, "shopping", Ration.ENDLESS));
      client.resource(config("shop-a")).create();
      assertThatThrownBy(() -> client.resource(config("shop-b")).create()).isNotNull();
      assertThat(ration.isSpent()).isFalse();
      assertThatThrownBy(() -> client.resource(config("shop-c")).create()).isNotNull();
      client.resource(config("shopping-a")).create();
    }
    assertThat(direct.configMaps().inNamespace(Town.NAMESPACE).list().getItems())
        .extracting(map -> map.getMetadata().getName())
        .containsExactly("shop-a", "shop-b", "shopping-a");
    assertThat(ration.made("shop")).isEqualTo(2);
  }

  private static ConfigMap config(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(Town.NAMESPACE)
        .endMetadata()
        .build();
  }

  private void create(String name) {
    direct
        .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private static KubernetesClient through(FaultProxy proxy) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(proxy.url())
                .withNamespace("default")
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
