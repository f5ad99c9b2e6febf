package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.CensusReport.Unknown;
import io.lettuce.core.KillArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a census finds in a real redis-server. */
class SessionCensusTest {

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private SessionServer store;

  @BeforeEach
  void start() {
    store = new SessionServer(folder);
  }

  @AfterEach
  void stop() {
    clients.close();
    store.close();
  }

  @Test
  void sessions_are_counted_as_they_are() {
    store.session("session:a", "ada", 600);
    store.session("session:b", "ada", 200);
    store.sessionWithoutTtl("session:c", "bob", 600);
    store.session("session:d", "eve", -5);
    store.redis().set("session:broken", "{");
    store.redis().set("session:empty", "");
    store.redis().lpush("session:not-a-string", "x");
    store.redis().set("sessions:other-prefix", "{");
    store.redis().set("celery", "{");
    var count = count(target("session:"));
    var size = SessionServer.record("ada", 600).length();
    assertThat(count)
        .returns(3L, SessionCount::active)
        .returns(1L, SessionCount::expired)
        .returns(3L, SessionCount::malformed)
        .returns(1L, SessionCount::withoutTtl)
        .returns(2L, SessionCount::users)
        .returns(1L, SessionCount::endingSoon)
        .returns(false, SessionCount::approximate);
    assertThat(count.averageBytes()).isCloseTo(size, within(5L));
    assertThat(count.bytes()).isCloseTo(4L * size, within(20L));
    assertThat(count.largestBytes()).isCloseTo(size, within(5L));
    assertThat(count.p99Bytes()).isCloseTo(size, within(5L));
  }

  @Test
  void an_empty_store_has_no_sessions() {
    assertThat(count(target("session:")))
        .isEqualTo(new SessionCount(0, 0, 0, 0, 0, 0, 0, 0, 0, false));
  }

  @Test
  void keys_of_celery_are_no_sessions() {
    store.session("c1", "ada", 600);
    store.redis().lpush("celery", "task");
    store.redis().hset("celery-task-meta-1", "a", "b");
    store.redis().set("celery-task-meta-2", "{\"status\": \"SUCCESS\"}");
    assertThat(count(target("c")))
        .returns(1L, SessionCount::active)
        .returns(0L, SessionCount::malformed);
  }

  @Test
  void more_sessions_than_one_page_are_all_counted() {
    for (var i = 0; i < 5000; i++) {
      store.session("session:" + i, "user" + i % 7, 600);
      store.redis().set("other:" + i, "x");
    }
    assertThat(count(target("session:")))
        .returns(5000L, SessionCount::active)
        .returns(7L, SessionCount::users);
  }

  @Test
  void a_huge_record_is_counted_by_its_size_and_not_brought() {
    var huge =
        SessionServer.record("ada", 600).replace("{}", "{\"x\": \"" + "x".repeat(5 << 20) + "\"}");
    store.redis().setex("session:huge", 600, huge);
    store.redis().set("session:huge-for-ever", huge);
    store.session("session:small", "ada", 600);
    var before = sent();
    assertThat(count(target("session:")))
        .returns(3L, SessionCount::active)
        .returns(1L, SessionCount::withoutTtl)
        .returns(0L, SessionCount::malformed)
        .returns((long) huge.length(), SessionCount::largestBytes);
    assertThat(sent() - before).isLessThan(200_000);
  }

  /**
   * Those that are there throughout are counted once each, while the server's table of keys grows
   * and shrinks under the census, which is when SCAN returns keys twice.
   */
  @Test
  void sessions_that_come_and_go_do_not_blur_those_that_stay() {
    for (var i = 0; i < 15_000; i++) {
      store.session("session:stays:" + i, "user" + i, 600);
    }
    var over = new AtomicBoolean();
    var churn =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                store.crowd("session:goes:", 60_000, "guest");
                store.scatter("session:goes:", 60_000);
              }
            });
    try {
      for (var i = 0; i < 4; i++) {
        assertThat(count(target("session:stays:")).active()).isEqualTo(15_000);
        assertThat(count(target("session:")))
            .returns(0L, SessionCount::malformed)
            .returns(false, SessionCount::approximate)
            .satisfies(count -> assertThat(count.users()).isBetween(15_000L, 15_001L))
            .satisfies(count -> assertThat(count.active()).isBetween(15_000L, 75_000L));
      }
    } finally {
      over.set(true);
      churn.join();
    }
  }

  @Test
  void a_lost_connection_is_no_lost_census() {
    for (var i = 0; i < 3000; i++) {
      store.session("session:" + i, "user" + i, 600);
    }
    var report = census().ask(target("session:", 2000));
    for (var i = 0; i < 3; i++) {
      await().until(() -> store.connections() > 0);
      store.redis().clientKill(KillArgs.Builder.skipme());
      await().until(() -> store.connections() == 0);
    }
    assertThat(sessions(report))
        .returns(3000L, SessionCount::active)
        .returns(3000L, SessionCount::users)
        .returns(false, SessionCount::approximate);
  }

  @Test
  void a_census_that_meets_another_server_begins_anew() {
    for (var i = 0; i < 2000; i++) {
      store.session("session:" + i, "user" + i, 600);
    }
    var port = store.server().port();
    var report = census().ask(target("session:", 1000));
    await().until(() -> store.calls("getrange") > 300);
    store.close();
    store = new SessionServer(folder.resolve("other"), port);
    store.session("session:new", "ada", 600);
    assertThat(sessions(report)).returns(1L, SessionCount::active);
  }

  @Test
  void what_is_not_seen_in_time_makes_the_figures_approximate() {
    for (var i = 0; i < 3000; i++) {
      store.session("session:" + i, "user" + i, 600);
    }
    var short_ = new SessionCensus(clients, Clock.systemUTC(), Duration.ofMillis(500));
    assertThat(sessions(short_.ask(target("session:", 1000))))
        .returns(true, SessionCount::approximate)
        .satisfies(count -> assertThat(count.active()).isBetween(1L, 2999L));
  }

  @Test
  void a_census_reads_and_nothing_else() {
    for (var i = 0; i < 500; i++) {
      store.session("session:" + i, "ada", -500);
      store.sessionWithoutTtl("session:for-ever" + i, "ada", 600);
    }
    var before = store.changes();
    store.redis().configResetstat();
    count(target("session:"));
    assertThat(store.changes()).isEqualTo(before);
    assertThat(store.commands())
        .isSubsetOf(
            "scan",
            "getrange",
            "pttl",
            "ping",
            "info",
            "client|no-touch",
            "hello",
            "auth",
            "client|setname",
            "client|setinfo",
            "client|list",
            "config|resetstat",
            "select");
  }

  @Test
  void a_user_who_may_not_read_counts_nothing_and_not_zero() {
    store.session("session:a", "ada", 600);
    for (var command : List.of(CommandType.SCAN, CommandType.GETRANGE, CommandType.PTTL)) {
      var unknown = (Unknown) census().ask(target(without(command), 0, Optional.empty())).join();
      assertThat(unknown.reason()).isEqualTo(CensusReport.PERMISSION_DENIED);
      assertThat(unknown.message()).contains("does not permit");
    }
  }

  /** Whoever may not ask for INFO or CLIENT can count all the same. */
  @Test
  void a_user_who_may_do_little_else_can_count() {
    store.session("session:a", "ada", 600);
    for (var command : List.of(CommandType.INFO, CommandType.CLIENT)) {
      assertThat(sessions(census().ask(target(without(command), 0, Optional.empty()))).active())
          .isEqualTo(1);
    }
  }

  @Test
  void nobody_listens() {
    var nobody = SessionServer.connection(Broker.freePort(), Optional.empty(), Optional.empty());
    var unknown = (Unknown) census().ask(target(nobody, 0, Optional.empty())).join();
    assertThat(unknown.reason()).isEqualTo("Unreachable");
  }

  private StoreConnection without(CommandType command) {
    store.appMayNot(SessionServer.PASSWORD, command);
    return store.connection(Optional.of("app"), SessionServer.PASSWORD);
  }

  private long sent() {
    return store.figure("stats", "total_net_output_bytes");
  }

  private SessionCensus census() {
    return new SessionCensus(clients, Clock.systemUTC());
  }

  private SessionCount count(CensusTarget target) {
    return sessions(census().ask(target));
  }

  private static SessionCount sessions(CompletableFuture<CensusReport> report) {
    return ((Counted) report.join()).sessions();
  }

  private CensusTarget target(String keyPrefix) {
    return target(keyPrefix, 0);
  }

  private CensusTarget target(String keyPrefix, int keysPerSecond) {
    return new CensusTarget(
        store.connection(),
        keyPrefix,
        Set.of(),
        Duration.ofMinutes(1),
        keysPerSecond,
        Optional.empty(),
        "",
        "");
  }

  private static CensusTarget target(
      StoreConnection connection, int keysPerSecond, Optional<Duration> repairTtl) {
    return new CensusTarget(
        connection, "session:", Set.of(), Duration.ofMinutes(1), keysPerSecond, repairTtl, "", "");
  }
}
