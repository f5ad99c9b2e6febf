package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionstack.api.EvictionPolicy;
import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.plan.Saving;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.SettingsReport.Applied;
import dev.sessionstack.store.SettingsReport.Difference;
import dev.sessionstack.store.SettingsReport.Hidden;
import dev.sessionstack.store.SettingsReport.Refused;
import dev.sessionstack.store.SettingsReport.Unanswered;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server is told while it runs, judged by what a real one then has. */
class SettingsWatchTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final LiveSettings ROOMY =
      new LiveSettings(100_000_000, EvictionPolicy.NoEviction, 500);

  /** Its bit, see capabilities(7). */
  private static final int CAP_SYS_RESOURCE = 24;

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final SettingsWatch watch = new SettingsWatch(clients, Duration.ofMillis(50));
  private RedisServer server;
  private StoreConsole console;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void start() {
    server =
        RedisServer.start(
            RedisBinary.find(),
            "127.0.0.1",
            Broker.freePort(),
            folder,
            "maxmemory 100000000",
            "maxclients 500",
            "save \"\"");
    console = new StoreConsole(RedisURI.create(server.host(), server.port()));
    redis = console.redis();
  }

  @AfterEach
  void stop() {
    watch.close();
    clients.close();
    console.close();
    server.close();
  }

  @Test
  void a_server_that_has_its_settings_is_only_read() {
    redis.configResetstat();
    watch(ROOMY);
    awaitReport(new Applied(Persistence.None));
    await().until(() -> console.calls("config|get") >= 3);
    assertThat(console.calls("config|set")).isZero();
  }

  @Test
  void what_differs_is_set_and_nothing_else() {
    redis.configResetstat();
    var wanted = new LiveSettings(200_000_000, EvictionPolicy.AllKeysLRU, 500);
    watch(wanted);
    awaitReport(new Applied(Persistence.None));
    assertThat(found()).isEqualTo(values(wanted));
    assertThat(console.calls("config|set")).isEqualTo(2);

    watch(new LiveSettings(0, EvictionPolicy.VolatileTTL, 700));
    await()
        .untilAsserted(
            () ->
                assertThat(found())
                    .isEqualTo(values(new LiveSettings(0, EvictionPolicy.VolatileTTL, 700))));
  }

  @Test
  void a_setting_that_somebody_changed_by_hand_is_put_back() {
    watch(ROOMY);
    awaitReport(new Applied(Persistence.None));
    redis.configSet("maxmemory-policy", "allkeys-random");
    await().untilAsserted(() -> assertThat(found()).isEqualTo(values(ROOMY)));
  }

  /** NoEviction comes before less memory, else keys would go by the policy that is going. */
  @Test
  void nothing_is_evicted_on_the_way_to_less_memory_without_eviction() {
    redis.configSet("maxmemory-policy", "allkeys-lru");
    for (var i = 0; i < 2000; i++) {
      redis.set("session:" + i, "x".repeat(1000));
    }
    watch(new LiveSettings(1_000_000, EvictionPolicy.NoEviction, 500));
    awaitReport(new Applied(Persistence.None));
    assertThat(redis.dbsize()).isEqualTo(2000);
  }

  /** More memory comes before the policy that evicts, else keys would go for want of the old. */
  @Test
  void nothing_is_evicted_on_the_way_to_more_memory_with_eviction() {
    for (var i = 0; i < 2000; i++) {
      redis.set("session:" + i, "x".repeat(1000));
    }
    redis.configSet("maxmemory", "1000000");
    watch(new LiveSettings(100_000_000, EvictionPolicy.AllKeysLRU, 500));
    awaitReport(new Applied(Persistence.None));
    assertThat(redis.dbsize()).isEqualTo(2000);
  }

  /** The limit of open files bounds maxclients; what the server then has is what counts. */
  @Test
  void more_clients_than_files_may_be_opened_are_refused() throws Exception {
    limitOpenFiles(600);
    watch(new LiveSettings(200_000_000, EvictionPolicy.NoEviction, 100_000));
    awaitReport(new Refused(List.of(new Difference(Setting.MAX_CLIENTS, "100000", "500"))));
    assertThat(found()).containsEntry(Setting.MAX_MEMORY, "200000000");
  }

  @Test
  void a_server_without_config_says_so() {
    redis.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));
    watch(ROOMY);
    awaitReport(new Hidden());
  }

  @Test
  void a_server_that_is_gone_is_no_refusal() {
    server.kill();
    watch(ROOMY);
    awaitReport(new Unanswered());
  }

  private void watch(LiveSettings settings) {
    watch.watch(
        ID,
        new SettingsTarget(
            new StoreConnection(
                server.host(),
                server.port(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            settings,
            new Saving(Persistence.None, Persistence.None),
            "a"));
  }

  private void awaitReport(SettingsReport report) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(watch.report(ID)).contains(report));
  }

  private Map<Setting, String> found() {
    var config = redis.configGet("max*");
    return Map.of(
        Setting.MAX_MEMORY, config.get("maxmemory"),
        Setting.EVICTION_POLICY, config.get("maxmemory-policy"),
        Setting.MAX_CLIENTS, config.get("maxclients"));
  }

  private static Map<Setting, String> values(LiveSettings settings) {
    return Map.of(
        Setting.MAX_MEMORY, settings.value(Setting.MAX_MEMORY),
        Setting.EVICTION_POLICY, settings.value(Setting.EVICTION_POLICY),
        Setting.MAX_CLIENTS, settings.value(Setting.MAX_CLIENTS));
  }

  /** By util-linux, which every Debian has. Whoever may raise the limit again is not bound. */
  private void limitOpenFiles(int files) throws Exception {
    var status = Files.readString(Path.of("/proc/" + server.pid() + "/status"));
    var rights = Pattern.compile("CapEff:\\s+(\\p{XDigit}+)").matcher(status);
    assumeTrue(rights.find());
    assumeTrue((Long.parseUnsignedLong(rights.group(1), 16) >> CAP_SYS_RESOURCE & 1) == 0);
    var limit = "--nofile=" + files + ":" + files;
    var tool = new ProcessBuilder("prlimit", limit, "--pid", "" + server.pid());
    assertThat(tool.inheritIO().start().waitFor()).isZero();
  }
}
