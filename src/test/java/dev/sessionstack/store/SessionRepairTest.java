package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sessionstack.store.CensusReport.Counted;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a census puts right in a real redis-server, and what it never touches. */
class SessionRepairTest {

  private static final Duration TTL = Duration.ofMinutes(30);

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
  void sessions_get_the_ttl_that_they_lack_and_go_when_they_are_over() {
    store.session("session:fine", "ada", 600);
    store.sessionWithoutTtl("session:for-ever", "ada", 600);
    store.sessionWithoutTtl("session:milliseconds", "ada", 1_000_000_000_000L);
    store.session("session:over", "ada", -120);
    store.sessionWithoutTtl("session:over-for-ever", "ada", -120);
    store.session("session:just-over", "ada", -5);
    store.redis().set("session:malformed", "{");
    store.redis().lpush("session:list", "x");
    store.sessionWithoutTtl("other:over", "ada", -120);

    var counted = repair();

    assertThat(counted.repairs()).isEqualTo(new Repairs(2, 2, Optional.empty()));
    assertThat(counted.sessions())
        .as("as it is now")
        .returns(3L, SessionCount::active)
        .returns(1L, SessionCount::expired)
        .returns(2L, SessionCount::malformed)
        .returns(0L, SessionCount::withoutTtl);
    assertThat(store.redis().ttl("session:for-ever")).isCloseTo(600, within(10L));
    assertThat(store.redis().ttl("session:milliseconds")).isCloseTo(TTL.toSeconds(), within(10L));
    assertThat(store.redis().exists("session:over", "session:over-for-ever")).isZero();
    assertThat(
            store
                .redis()
                .exists(
                    "session:fine",
                    "session:just-over",
                    "session:malformed",
                    "session:list",
                    "other:over"))
        .isEqualTo(5);
    assertThat(store.redis().ttl("session:malformed")).isEqualTo(-1);
    assertThat(repair().repairs()).as("it is done").isEqualTo(Repairs.NONE);
  }

  @Test
  void where_nothing_is_wrong_nothing_is_written() {
    for (var i = 0; i < 500; i++) {
      store.session("session:" + i, "ada", 600);
    }
    var before = store.changes();
    store.redis().configResetstat();
    repair();
    assertThat(store.changes()).isEqualTo(before);
    assertThat(store.commands()).doesNotContain("watch", "multi", "exec", "unlink", "pexpireat");
  }

  @Test
  void one_census_puts_right_a_limited_number_and_counts_the_rest() {
    var many = SessionRepair.MOST + 500;
    store.crowd("session:", many, "ada"); // without TTL
    assertThat(repair())
        .satisfies(c -> assertThat(c.repairs().ended()).isEqualTo(SessionRepair.MOST))
        .satisfies(c -> assertThat(c.sessions().withoutTtl()).isEqualTo(500))
        .satisfies(c -> assertThat(c.sessions().active()).isEqualTo(many));
    assertThat(repair().sessions().withoutTtl()).isZero();
  }

  @Test
  void a_user_who_may_not_write_is_told_and_all_is_counted() {
    store.sessionWithoutTtl("session:for-ever", "ada", 600);
    store.session("session:over", "ada", -120);
    for (var command :
        List.of(
            CommandType.WATCH,
            CommandType.MULTI,
            CommandType.EXEC,
            CommandType.UNLINK,
            CommandType.PEXPIREAT)) {
      store.appMayNot(SessionServer.PASSWORD, command);
      store.sessionWithoutTtl("session:for-ever", "ada", 600);
      store.session("session:over", "ada", -120);
      var counted = repair("app");
      assertThat(counted.repairs().denied().orElse("granted"))
          .as(command.name())
          .contains("does not permit");
      assertThat(counted.sessions().active()).isEqualTo(1);
    }
  }

  @Test
  void a_replica_takes_no_changes() {
    store.sessionWithoutTtl("session:for-ever", "ada", 600);
    store.redis().replicaof("127.0.0.1", Broker.freePort());
    assertThat(repair().repairs().denied().orElseThrow()).contains("is a replica");
  }

  /** The moment that matters, held still: between the look and the change. */
  @Test
  void what_its_app_touches_at_that_moment_stays_as_the_app_left_it() {
    var key = "session:over".getBytes(StandardCharsets.UTF_8);
    store.session("session:over", "ada", -120);
    try (var line = clients.open(store.connection()).join()) {
      var redis = line.connection().async();
      var look = WatchedSession.look(redis, new SessionLook(key, 1)).toCompletableFuture().join();
      store.session("session:over", "ada", 600);
      var applied = WatchedSession.apply(redis, look, new Remedy.Removal());
      assertThat(applied.toCompletableFuture().join()).isFalse();
      assertThat(store.redis().exists("session:over")).isEqualTo(1);

      store.session("session:over", "ada", -120);
      var again = WatchedSession.look(redis, look).toCompletableFuture().join();
      var removed = WatchedSession.apply(redis, again, new Remedy.Removal());
      assertThat(removed.toCompletableFuture().join()).as("nobody touched it").isTrue();
      assertThat(store.redis().exists("session:over")).isZero();
    }
  }

  /**
   * Clients slide their sessions as fast as they can, each with a record that is just over or has
   * no TTL at times, as a careless app writes it; beside them are ones that nobody uses.
   */
  @Test
  void no_session_in_use_is_lost_while_others_are_put_right() {
    var users = 40;
    for (var i = 0; i < 400; i++) {
      store.sessionWithoutTtl("session:for-ever:" + i, "guest", 600);
      store.session("session:over:" + i, "guest", -3600);
      store.redis().set("session:malformed:" + i, "{");
    }
    for (var i = 0; i < users; i++) {
      store.session("session:live:" + i, "ada", 600);
    }
    var over = new AtomicBoolean();
    var slides = new LongAdder();
    var lost = new LongAdder();
    var pool = Executors.newFixedThreadPool(users);
    var crowd = new ArrayList<CompletableFuture<Void>>();
    var client =
        RedisClient.create(
            "redis://:" + SessionServer.PASSWORD + "@127.0.0.1:" + store.server().port());
    try {
      for (var i = 0; i < users; i++) {
        var key = "session:live:" + i;
        crowd.add(
            CompletableFuture.runAsync(
                () -> {
                  var redis = client.connect().sync();
                  while (!over.get()) {
                    slide(redis, key, slides, lost);
                  }
                },
                pool));
      }
      var removed = 0L;
      var ended = 0L;
      for (var i = 0; i < 10; i++) {
        var counted = repair();
        removed += counted.repairs().removed();
        ended += counted.repairs().ended();
        assertThat(counted.sessions().malformed()).isEqualTo(400);
      }
      assertThat(removed).isGreaterThanOrEqualTo(400);
      assertThat(ended).isGreaterThanOrEqualTo(400);
    } finally {
      over.set(true);
      crowd.forEach(CompletableFuture::join);
      client.shutdown();
      pool.shutdown();
    }
    assertThat(lost.sum()).as("of %d slides", slides.sum()).isZero();
    assertThat(slides.sum()).isGreaterThan(users);
    for (var i = 0; i < users; i++) {
      assertThat(store.redis().exists("session:live:" + i)).isEqualTo(1);
    }
    for (var i = 0; i < 400; i++) {
      assertThat(store.redis().exists("session:over:" + i)).isZero();
      assertThat(store.redis().ttl("session:for-ever:" + i)).isPositive();
      assertThat(store.redis().get("session:malformed:" + i)).isEqualTo("{");
    }
  }

  /**
   * The record lags behind as far as it may: it is over when it is written, as with a clock that is
   * wrong, and put right by the next write. Between the two a repair reads it and finds it over; it
   * must not remove what the second has written.
   */
  private static void slide(
      RedisCommands<String, String> redis, String key, LongAdder slides, LongAdder lost) {
    redis.set(key, SessionServer.record("ada", -3600));
    redis.set(key, SessionServer.record("ada", 600), SetArgs.Builder.ex(600));
    slides.increment();
    for (var i = 0; i < 5; i++) {
      if (redis.get(key) == null) {
        lost.increment();
      }
    }
  }

  private Counted repair() {
    return repair("default");
  }

  private Counted repair(String user) {
    var target =
        new CensusTarget(
            store.connection(Optional.of(user), SessionServer.PASSWORD),
            "session:",
            Set.of(),
            Duration.ofMinutes(1),
            0,
            Optional.of(TTL),
            "",
            "");
    return (Counted) new SessionCensus(clients, Clock.systemUTC()).ask(target).join();
  }
}
