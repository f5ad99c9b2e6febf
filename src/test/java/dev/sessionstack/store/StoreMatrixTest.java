package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.EvictionPolicy;
import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.parts.access.StoreSecret;
import dev.sessionstack.parts.store.RedisConfig;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.Saving;
import dev.sessionstack.sandbox.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store room does, with every server that is supported. */
@ParameterizedClass
@EnumSource(StoreServer.class)
class StoreMatrixTest extends StoreMatrix {

  StoreMatrixTest(StoreServer kind) {
    super(kind);
  }

  @Test
  void a_server_tells_who_it_is_and_which_sessions_it_has() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      console.session("b", -5);
      watch(connection(server));
      assertThat(serving().info().orElseThrow().version()).startsWith(kind.says());
      assertThat(serving().info().orElseThrow().replication().role()).isEqualTo("master");
      assertThat(count(connection(server)).active()).isEqualTo(1);
      assertThat(count(connection(server)).expired()).isEqualTo(1);
    }
  }

  @Test
  void a_broker_tells_how_deep_its_queues_are() {
    try (var broker = new Broker(binary, folder, Broker.freePort())) {
      broker.ready("celery", 3);
      broker.taken("", "celery", 2);
      assertThat(depths(broker.connection()).ready()).isEqualTo(3);
      assertThat(depths(broker.connection()).unacked()).isEqualTo(2);
      assertThat(broker.calls("lpop") + broker.calls("rpop")).isZero();
    }
  }

  @Test
  void a_server_takes_its_settings_while_it_runs() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      var wanted = new LiveSettings(64_000_000, EvictionPolicy.VolatileLFU, 300);
      var target =
          new SettingsTarget(
              connection(server), wanted, new Saving(Persistence.None, Persistence.None), "");
      assertThat(new SettingsProbe(clients).ask(target).join())
          .isEqualTo(new SettingsReport.Applied(Persistence.None));
      assertThat(console.redis().configGet("max*"))
          .containsEntry("maxmemory", "64000000")
          .containsEntry("maxmemory-policy", "volatile-lfu")
          .containsEntry("maxclients", "300");
    }
  }

  /** What we render is understood, and the server that it makes serves with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{persistence: RDB, storage: {size: 1Gi}}", "{storage: {size: 1Gi}}"})
  void a_server_starts_with_the_configuration_that_is_rendered(String store) throws IOException {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {managed: " + store + "}");
    var password = plan.keys().storePassword().reveal();
    Files.write(
        folder.resolve("auth.conf"),
        Base64.getDecoder().decode(new StoreSecret().desired(plan).getData().get("auth.conf")));
    var config =
        new RedisConfig()
            .desired(plan)
            .getData()
            .get("redis.conf")
            .replace(
                "/etc/redis-auth/auth.conf", '"' + folder.resolve("auth.conf").toString() + '"');
    try (var server = RedisServer.start(binary, HOST, Broker.freePort(), folder, config);
        var console = new StoreConsole(server, password)) {
      watch(connection(server.host(), server.port(), Optional.empty(), password));
      serving();
      var wanted = plan.store().managed().orElseThrow().settings();
      assertThat(console.redis().configGet("max*"))
          .containsEntry("maxmemory", "" + wanted.maxMemory())
          .containsEntry("maxclients", "" + wanted.maxClients());
    }
  }
}
