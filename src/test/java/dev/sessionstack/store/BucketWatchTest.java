package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.BucketConnection;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.sandbox.BucketServer;
import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reachable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BucketWatchTest {

  private static final StackId ID = new StackId("default", "shop");

  private final BucketServer server = BucketServer.start("127.0.0.1", 0, "KEY");
  private final BucketWatch watch = new BucketWatch();

  @AfterEach
  void stop() {
    watch.close();
    server.close();
  }

  @Test
  void news_are_told_once_and_a_bucket_that_appears_is_seen() {
    var news = new AtomicInteger();
    watch.onNews(id -> news.incrementAndGet());
    watch.watch(ID, target(Duration.ofMillis(50)));
    await().until(() -> watch.report(ID).orElse(null) instanceof Failing);
    server.create("files", "us-east-1");
    await().until(() -> watch.report(ID).orElse(null) instanceof Reachable);
    var asked = server.requests().size();
    await().until(() -> server.requests().size() > asked + 3);
    assertThat(news).hasValue(2);
  }

  /** Within seconds, though one that is fine is looked at once in minutes. */
  @Test
  void a_bucket_that_fails_is_looked_at_more_often() {
    watch.watch(ID, target(Duration.ofMinutes(5)));
    await().until(() -> watch.report(ID).isPresent());
    server.create("files", "us-east-1");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> watch.report(ID).orElse(null) instanceof Reachable);
  }

  @Test
  void a_forgotten_bucket_is_asked_no_more() {
    watch.watch(ID, target(Duration.ofMillis(50)));
    await().until(() -> watch.report(ID).isPresent());
    watch.forget(ID);
    assertThat(watch.report(ID)).isEmpty();
  }

  /** A stack that is paused or wakes has another target: what may be done there differs. */
  @Test
  void a_new_target_is_asked_at_once() {
    watch.watch(ID, target(Duration.ofMinutes(5)));
    await().until(() -> watch.report(ID).orElse(null) instanceof Failing);
    var target = target(Duration.ofMinutes(5));
    watch.watch(
        ID,
        new BucketTarget(
            target.connection(), target.prefix(), true, Optional.empty(), target.interval()));
    await().until(() -> watch.report(ID).orElse(null) instanceof Reachable);
  }

  private BucketTarget target(Duration interval) {
    return new BucketTarget(
        new BucketConnection(
            "files",
            Optional.of(server.endpoint()),
            "us-east-1",
            true,
            new BucketConnection.Credentials(
                new Sensitive("KEY"), new Sensitive("SECRET"), Optional.empty()),
            Optional.empty()),
        "shop/",
        false,
        Optional.empty(),
        interval);
  }
}
