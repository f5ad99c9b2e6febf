package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.SessionSelection;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.RevocationReport.Ended;
import dev.sessionstack.store.RevocationReport.Interrupted;
import dev.sessionstack.store.RevocationReport.NotPermitted;
import dev.sessionstack.store.RevocationReport.Returning;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revocations against a real redis-server. */
class RevocationsTest {

  private static final StackId SHOP = new StackId("default", "shop");
  private static final RevocationId ID = new RevocationId("default", "out", "uid-1");
  private static final SessionSelection ADA = new SessionSelection.OfUser(new Sensitive("ada"));
  private static final SessionSelection ALL = new SessionSelection.All();

  /** Long enough for a test to do something in between. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final Revocations revocations =
      new Revocations(clients, Duration.ofMillis(20), Duration.ofMillis(100));
  private final Revocations patient = new Revocations(clients, PAUSE, Duration.ofMinutes(10));
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start(RedisBinary.find(), "127.0.0.1", Broker.freePort(), folder);
    client =
        RedisClient.create(
            RedisURI.builder().withHost(server.host()).withPort(server.port()).build());
    redis = client.connect().sync();
  }

  @AfterEach
  void stop() {
    revocations.close();
    patient.close();
    clients.close();
    client.shutdown();
    server.close();
  }

  @Test
  void a_users_sessions_end_and_nobody_elses() {
    session("session:a1", "ada");
    session("session:a2", "ada");
    session("session:b", "bob");
    session("session:c", "ada "); // to the letter
    session("session:d", "Ada");
    session("sessions:other-prefix", "ada");
    session("celery", "ada");
    redis.set("session:broken", "{\"username\": \"ada\"");
    redis.lpush("session:list", "ada");

    assertThat(done(ADA)).isEqualTo(new Ended(2));

    assertThat(redis.keys("*"))
        .containsExactlyInAnyOrder(
            "session:b",
            "session:c",
            "session:d",
            "sessions:other-prefix",
            "celery",
            "session:broken",
            "session:list");
  }

  @Test
  void all_sessions_end_and_what_is_none_stays() {
    session("session:a", "ada");
    session("session:b", "bob");
    session("other:c", "ada");
    redis.set("session:broken", "{");
    redis.lpush("session:list", "ada");

    assertThat(done(ALL)).isEqualTo(new Ended(2));

    assertThat(redis.keys("*"))
        .containsExactlyInAnyOrder("other:c", "session:broken", "session:list");
  }

  @Test
  void one_session_is_found_by_its_hash_whatever_it_holds() {
    session("session:a1", "ada");
    session("session:a2", "ada");
    redis.set("session:odd", "{\"username\": null}");

    assertThat(done(one("a1"))).isEqualTo(new Ended(1));
    assertThat(redis.keys("*")).containsExactlyInAnyOrder("session:a2", "session:odd");
    revocations.forget(ID);

    assertThat(done(one("odd"))).isEqualTo(new Ended(1));
    assertThat(redis.keys("*")).containsExactly("session:a2");
  }

  /** What {@code printf %s a1 | sha256sum} prints. */
  @Test
  void the_hash_is_that_of_the_shell() {
    assertThat(one("a1"))
        .isEqualTo(
            new SessionSelection.One(
                "f55ff16f66f43360266b95db6f8fec01d76031054306ae4a4b380598f6cfd114"));
  }

  @Test
  void nobody_has_a_session() {
    session("session:b", "bob");

    assertThat(done(ADA)).isEqualTo(new Ended(0));

    assertThat(redis.exists("session:b")).isOne();
  }

  @Test
  void a_prefix_is_text_and_not_a_pattern() {
    session("s*:a", "ada");
    session("sx:a", "ada");
    revocations.begin(ID, new RevocationOrder(SHOP, place("s*:"), ADA));

    assertThat(end()).isEqualTo(new Ended(1));

    assertThat(redis.keys("*")).containsExactly("sx:a");
  }

  @Test
  void ten_thousand_sessions_among_as_many_end() {
    var records = new HashMap<String, String>();
    for (var i = 0; i < 10_000; i++) {
      records.put("session:a" + i, record("ada"));
      records.put("session:b" + i, record("bob"));
    }
    redis.mset(records);

    assertThat(done(ADA)).isEqualTo(new Ended(10_000));

    assertThat(redis.dbsize()).isEqualTo(10_000);
    assertThat(redis.exists("session:b0", "session:b9999")).isEqualTo(2);
  }

  /** An app that reads a session, takes its time, and writes it back without a look. */
  @Test
  void a_session_that_is_written_back_ends_again() {
    session("session:a", "ada");
    var before = redis.get("session:a");
    patient.begin(ID, order(ADA));
    await().until(() -> redis.exists("session:a") == 0);
    redis.setex("session:a", 600, before);

    assertThat(end(patient)).isEqualTo(new Ended(1));

    assertThat(redis.exists("session:a")).isZero();
  }

  @Test
  void a_session_that_is_made_afterwards_is_left_alone() {
    session("session:a", "ada");
    patient.begin(ID, order(ADA));
    await().until(() -> redis.exists("session:a") == 0);
    session("session:new", "ada");

    assertThat(end(patient)).isEqualTo(new Ended(1));

    assertThat(redis.exists("session:new")).isOne();
  }

  /** Clients that slide their sessions without a pause make transactions fail, and nothing else. */
  @Test
  void sessions_end_while_all_are_being_slid() throws InterruptedException {
    for (var i = 0; i < 200; i++) {
      session("session:a" + i, "ada");
      session("session:b" + i, "bob");
    }
    var going = new AtomicBoolean(true);
    var slid = new AtomicInteger();
    var slider =
        new Thread(
            () -> {
              try (var connection = client.connect()) {
                var app = connection.sync();
                for (var i = 0; going.get(); i = (i + 1) % 200) {
                  for (var key : List.of("session:a" + i, "session:b" + i)) {
                    if (app.expire(key, 600)) {
                      slid.incrementAndGet();
                    }
                  }
                }
              }
            });
    slider.start();
    try {
      await().until(() -> slid.get() > 100);

      assertThat(done(ADA)).isEqualTo(new Ended(200));
    } finally {
      going.set(false);
      slider.join();
    }
    assertThat(redis.keys("session:a*")).isEmpty();
    assertThat(redis.keys("session:b*")).hasSize(200);
  }

  /** Only what was ada's at that moment is removed: what is bob's, bob finds again. */
  @Test
  void keys_that_become_another_users_in_between_are_left_alone() {
    var keys = IntStream.range(0, 50).mapToObj(i -> "session:" + i).toArray(String[]::new);
    var adas = Stream.of(keys).collect(Collectors.toMap(key -> key, key -> record("ada")));
    var bobs = Stream.of(keys).collect(Collectors.toMap(key -> key, key -> record("bob")));
    redis.mset(adas);
    for (var round = 0; round < 5; round++) {
      revocations.begin(ID, order(ADA));
      while (revocations.report(ID).isEmpty()) {
        redis.mset(bobs);
        assertThat(redis.exists(keys)).isEqualTo(50);
        redis.mset(adas);
      }
      revocations.forget(ID);
    }
  }

  @Test
  void a_session_that_returns_for_ever_is_said_to() {
    session("session:a", "ada");
    var going = new AtomicBoolean(true);
    var app =
        new Thread(
            () -> {
              try (var connection = client.connect()) {
                while (going.get()) {
                  connection.sync().set("session:a", record("ada"));
                }
              }
            });
    app.start();
    try {
      assertThat(done(ADA)).isEqualTo(new Returning(1));
    } finally {
      going.set(false);
    }
  }

  @Test
  void a_user_who_may_not_remove_is_told_so() {
    redis.aclSetuser(
        "app",
        io.lettuce.core.AclSetuserArgs.Builder.on()
            .addPassword("s3cret")
            .keyPattern("session:*")
            .allCommands()
            .removeCommand(io.lettuce.core.protocol.CommandType.UNLINK));
    session("session:a", "ada");
    var connection =
        new StoreConnection(
            server.host(),
            server.port(),
            0,
            Optional.of("app"),
            Optional.of(new Sensitive("s3cret")),
            Optional.empty());
    revocations.begin(
        ID,
        new RevocationOrder(SHOP, new SessionPlace.InStore("uid", connection, "session:"), ADA));

    assertThat(end()).isInstanceOf(NotPermitted.class);
    assertThat(redis.exists("session:a")).isOne();
  }

  @Test
  void what_is_interrupted_is_begun_again() throws IOException {
    var reports = new CopyOnWriteArrayList<RevocationReport>();
    revocations.onNews(id -> revocations.report(id).ifPresent(reports::add));
    server.close();
    revocations.begin(ID, order(ADA));
    await().until(() -> !reports.isEmpty());
    assertThat(reports.get(0)).isInstanceOf(Interrupted.class);
    try (var again = RedisServer.start(RedisBinary.find(), "127.0.0.1", server.port(), folder)) {
      assertThat(end()).isEqualTo(new Ended(0));
      assertThat(again.port()).isEqualTo(server.port());
    }
    assertThat(reports).hasSize(2);
  }

  @Test
  void those_of_one_stack_are_carried_out_one_after_another() {
    for (var i = 0; i < 1000; i++) {
      session("session:" + i, "user" + i % 10);
    }
    for (var i = 0; i < 10; i++) {
      revocations.begin(
          new RevocationId("default", "out-" + i, "uid"),
          order(new SessionSelection.OfUser(new Sensitive("user" + i))));
    }
    var most = 0L;
    for (var i = 0; i < 10; i++) {
      var id = new RevocationId("default", "out-" + i, "uid");
      while (revocations.report(id).isEmpty()) {
        most = Math.max(most, redis.clientList().split("name=sessionstack-operator").length - 1);
      }
      assertThat(revocations.report(id)).contains(new Ended(100));
    }
    assertThat(most).as("one, and one that is being closed").isBetween(1L, 2L);
    assertThat(redis.dbsize()).isZero();
  }

  @Test
  void one_that_is_not_wanted_any_more_stops() {
    session("session:a", "ada");
    patient.begin(ID, order(ADA));
    await().until(() -> redis.exists("session:a") == 0);

    patient.forget(ID);
    session("session:a", "ada");

    await()
        .during(PAUSE.multipliedBy(3))
        .untilAsserted(() -> assertThat(redis.exists("session:a")).isOne());
    assertThat(patient.report(ID)).isEmpty();
  }

  private RevocationReport done(SessionSelection selection) {
    revocations.begin(ID, order(selection));
    return end();
  }

  private RevocationReport end() {
    return end(revocations);
  }

  private static RevocationReport end(Revocations revocations) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> revocations.report(ID), r -> r.filter(RevocationReport::isFinal).isPresent())
        .orElseThrow();
  }

  private RevocationOrder order(SessionSelection selection) {
    return new RevocationOrder(SHOP, place("session:"), selection);
  }

  private SessionPlace.InStore place(String prefix) {
    return new SessionPlace.InStore(
        "uid",
        new StoreConnection(
            server.host(), server.port(), 0, Optional.empty(), Optional.empty(), Optional.empty()),
        prefix);
  }

  private static SessionSelection one(String id) {
    return SessionSelection.One.ofId(id.getBytes(StandardCharsets.UTF_8));
  }

  private void session(String key, String user) {
    redis.setex(key, 600, record(user));
  }

  private static String record(String user) {
    var expireAt = Instant.now().plusSeconds(600).toEpochMilli() / 1000.0;
    return "{\"data\": {}, \"username\": \"" + user + "\", \"expire_at\": " + expireAt + "}";
  }
}
