package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.CensusReport.Unknown;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The census against a real redis-server. */
class CensusWatchTest {

  private static final StackId ID = new StackId("default", "shop");
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration SELDOM = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final StoreClients clients = new StoreClients();
  private final CensusWatch watch = new CensusWatch(clients);
  private SessionServer store;

  @BeforeEach
  void start() {
    store = new SessionServer(folder);
  }

  @AfterEach
  void stop() {
    watch.close();
    clients.close();
    store.close();
  }

  @Test
  void sessions_are_counted_as_they_are() {
    store.session("session:a", "ada", 600);
    store.session("session:b", "ada", 600);
    store.sessionWithoutTtl("session:c", "bob", 600);
    store.session("session:d", "eve", -5);
    store.redis().set("session:broken", "{");
    store
        .redis()
        .set("session:list-in-disguise", "{\"data\": [], \"username\": 1, \"expire_at\": \"x\"}");
    store.redis().lpush("session:not-a-string", "x");
    store.redis().set("sessions:other-prefix", "{");
    store.redis().set("celery", "{");
    assertThat(count("session:")).isEqualTo(new SessionCount(3, 1, 3, 2, 1));
  }

  @Test
  void a_prefix_is_text_and_not_a_pattern() {
    assertThat(CensusRun.escaped("a*b?[c]\\")).isEqualTo("a\\*b\\?\\[c\\]\\\\");
    store.session("s*:a", "ada", 600);
    store.session("sx:b", "bob", 600);
    assertThat(count("s*:").active()).isEqualTo(1);
  }

  @Test
  void more_sessions_than_one_page_are_all_counted() {
    for (var i = 0; i < 3000; i++) {
      store.session("session:" + i, "user" + i % 7, 600);
    }
    assertThat(count("session:")).isEqualTo(new SessionCount(3000, 0, 0, 7, 0));
  }

  @Test
  void news_are_told_once() {
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    watch.watch(ID, new CensusTarget(store.connection(), "session:", OFTEN, ""));
    counted();
    store.session("session:a", "ada", 600);
    await().until(() -> counted().active() == 1);
    assertThat(news).hasValue(2);
  }

  @Test
  void a_user_who_may_not_scan_counts_nothing_and_not_zero() {
    store
        .redis()
        .aclSetuser(
            "app",
            AclSetuserArgs.Builder.on()
                .addPassword(SessionServer.PASSWORD)
                .allKeys()
                .allCommands()
                .removeCommand(CommandType.SCAN));
    var app = store.connection(Optional.of("app"), SessionServer.PASSWORD);
    watch.watch(ID, new CensusTarget(app, "session:", SELDOM, ""));
    await().until(() -> watch.report(ID).isPresent());
    assertThat(watch.report(ID).orElseThrow())
        .isInstanceOfSatisfying(
            Unknown.class,
            unknown -> assertThat(unknown.reason()).isEqualTo(CensusReport.PERMISSION_DENIED));
  }

  @Test
  void a_forgotten_store_is_counted_no_more() {
    count("session:");
    watch.forget(ID);
    assertThat(watch.report(ID)).isEmpty();
  }

  private SessionCount count(String keyPrefix) {
    watch.watch(ID, new CensusTarget(store.connection(), keyPrefix, SELDOM, ""));
    return counted();
  }

  private SessionCount counted() {
    var report =
        await().until(() -> watch.report(ID), r -> r.orElse(null) instanceof Counted).orElseThrow();
    return ((Counted) report).sessions();
  }
}
