package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.EvictionPolicy;
import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.Saving;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.SettingsReport.Applied;
import dev.sessionstack.store.SettingsReport.Unsaved;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** R16, R21: how a server saves is changed while it runs, and no restart on the way loses any. */
@ParameterizedClass
@EnumSource(StoreServer.class)
class SavingProbeTest extends StoreMatrix {

  private static final List<String> NONE = List.of("save \"\"", "appendonly no");
  private static final List<String> RDB =
      List.of("save 3600 1", "save 300 100", "save 60 10000", "appendonly no");
  private static final List<String> AOF = List.of("save \"\"", "appendonly yes");

  SavingProbeTest(StoreServer kind) {
    super(kind);
  }

  @Test
  void a_log_has_all_sessions_before_it_is_said_to_be_there() {
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      console.redis().save();

      assertThat(ask(server, Persistence.AOF, Persistence.RDB)).isEqualTo(new Unsaved());
      awaitSaved(server, Persistence.AOF, Persistence.RDB);
      console.session("b", 600);
      Stream.of("a", "b").forEach(id -> assertThat(has(console, id)).isTrue());
      await().until(() -> info(console, "aof_pending_bio_fsync").equals("0"));
      server.kill();
    }
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "a")).isTrue();
      assertThat(has(console, "b")).isTrue();
    }
  }

  /** The trap: whoever changes the configuration first finds an empty server. */
  @Test
  void a_restart_with_a_log_over_a_snapshot_would_be_empty() {
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      console.redis().save();
      server.kill();
    }
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "a")).isFalse();
    }
  }

  @Test
  void a_snapshot_has_all_sessions_before_it_is_said_to_be_there() {
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);

      assertThat(ask(server, Persistence.RDB, Persistence.AOF)).isEqualTo(new Unsaved());
      awaitSaved(server, Persistence.RDB, Persistence.AOF);
      server.kill();
    }
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "a")).isTrue();
    }
  }

  /** Its configuration may be the old one for as long as the kubelet takes to bring the new. */
  @Test
  void a_restart_with_the_old_configuration_finds_all_sessions_too() {
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      awaitSaved(server, Persistence.AOF, Persistence.RDB);
      ask(server, Persistence.AOF, Persistence.AOF);
      console.session("b", 600);
    } // ends in order, as a pod does
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "a")).isTrue();
      assertThat(has(console, "b")).isTrue();
    }
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      awaitSaved(server, Persistence.RDB, Persistence.AOF);
      ask(server, Persistence.RDB, Persistence.RDB);
      console.session("c", 600);
      await().until(() -> info(console, "aof_pending_bio_fsync").equals("0"));
      server.kill();
    }
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "c")).isTrue();
    }
  }

  @Test
  void what_was_only_in_memory_is_saved_from_now_on() {
    try (var server = start(NONE);
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      awaitSaved(server, Persistence.RDB, Persistence.None);
      server.kill();
    }
    try (var server = start(RDB);
        var console = new StoreConsole(server, PASSWORD)) {
      assertThat(has(console, "a")).isTrue();
    }
  }

  /** R2. */
  @Test
  void a_server_that_saves_as_it_is_to_is_only_read() {
    try (var server = start(AOF);
        var console = new StoreConsole(server, PASSWORD)) {
      console.redis().configResetstat();
      assertThat(ask(server, Persistence.AOF, Persistence.AOF))
          .isEqualTo(new Applied(Persistence.AOF));
      assertThat(console.redis().info("commandstats"))
          .doesNotContain("cmdstat_config|set", "cmdstat_bgsave", "cmdstat_bgrewriteaof");
    }
  }

  /** After a start, a server calls the time of it that of its last snapshot, which is none. */
  @Test
  void a_server_that_has_just_started_has_no_snapshot_yet() {
    try (var server = start(RDB)) {
      assertThat(ask(server, Persistence.RDB, Persistence.AOF)).isEqualTo(new Unsaved());
      awaitSaved(server, Persistence.RDB, Persistence.AOF);
      assertThat(folder.resolve("data").resolve("dump.rdb")).exists();
    }
  }

  private RedisServer start(List<String> config) {
    var lines = Stream.concat(Stream.of("requirepass " + PASSWORD), config.stream());
    return RedisServer.start(
        binary, HOST, Broker.freePort(), folder.resolve("data"), lines.toArray(String[]::new));
  }

  private SettingsReport ask(RedisServer server, Persistence wanted, Persistence configured) {
    var settings = new LiveSettings(0, EvictionPolicy.NoEviction, 10_000);
    return new SettingsProbe(clients)
        .ask(new SettingsTarget(connection(server), settings, new Saving(wanted, configured), ""))
        .join();
  }

  private void awaitSaved(RedisServer server, Persistence wanted, Persistence configured) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ask(server, wanted, configured).equals(new Applied(wanted)));
  }

  private static boolean has(StoreConsole console, String id) {
    return console.redis().exists("session:" + id) == 1;
  }

  private static String info(StoreConsole console, String field) {
    return InfoText.of(console.redis().info("persistence")).text(field).orElse("0");
  }
}
