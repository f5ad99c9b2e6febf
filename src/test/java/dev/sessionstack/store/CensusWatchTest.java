package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.store.CensusReport.Counted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When sessions are counted, against a real redis-server. */
class CensusWatchTest {

  private static final StackId ID = new StackId("default", "shop");

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
  void news_are_told_once() {
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    watch.watch(ID, target(Duration.ofMillis(50), 0, ""));
    counted();
    store.session("session:a", "ada", 600);
    await().until(() -> counted().active() == 1);
    assertThat(news).hasValue(2);
  }

  @Test
  void a_census_that_nobody_waits_for_ends() {
    for (var i = 0; i < 500; i++) {
      store.session("session:" + i, "ada", 600);
    }
    watch.watch(ID, target(Duration.ofSeconds(30), 100, ""));
    await().until(() -> store.connections() == 1);
    watch.forget(ID);
    await().until(() -> store.connections() == 0);
    assertThat(watch.report(ID)).isEmpty();
  }

  @Test
  void a_demand_is_a_census_at_once_and_the_end_of_the_one_that_runs() {
    for (var i = 0; i < 500; i++) {
      store.session("session:" + i, "ada", 600);
    }
    watch.watch(ID, target(Duration.ofHours(1), 100, ""));
    await().until(() -> store.connections() == 1);
    watch.watch(ID, target(Duration.ofHours(1), 0, "now"));
    assertThat(counted().active()).isEqualTo(500);
    await().until(() -> store.connections() == 0);
    store.session("session:late", "ada", 600);
    watch.watch(ID, target(Duration.ofHours(1), 0, "again"));
    await().until(() -> counted().active() == 501);
  }

  private CensusTarget target(Duration interval, int keysPerSecond, String demand) {
    return new CensusTarget(
        store.connection(),
        "session:",
        Set.of(),
        interval,
        keysPerSecond,
        Optional.empty(),
        demand,
        "");
  }

  private SessionCount counted() {
    var report =
        await().until(() -> watch.report(ID), r -> r.orElse(null) instanceof Counted).orElseThrow();
    return ((Counted) report).sessions();
  }
}
