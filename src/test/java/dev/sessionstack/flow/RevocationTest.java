package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions are ended when somebody asks for it, once, and by nobody else. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class RevocationTest extends Flow {

  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  void aUsersSessionsEndOnceAndTheActIsOnRecord() {
    site.applyExample("redis");
    site.awaitReady("redis");
    try (var redis = site.console("redis")) {
      redis.session("a1", "ada", LONG, true);
      redis.session("a2", "ada", LONG, true);
      redis.session("b1", "bob", LONG, true);

      revoke("out", "redis", "user: ada");

      awaitExactly("out", "Complete=True SessionsEnded");
      assertThat(redis.redis().keys("*")).containsExactly("session:b1");
      var status = status("out");
      assertThat(status.sessionsEnded()).isEqualTo(2);
      assertThat(status.completionTime()).isGreaterThanOrEqualTo(status.startTime());
      Site.eventually(
          () -> {
            assertThat(notes(SessionRevocation.class, "out"))
                .containsExactly("2 sessions were ended by SessionRevocation out (by user)");
            assertThat(notes(SessionStack.class, "redis"))
                .contains("2 sessions were ended by SessionRevocation out (by user)");
          });

      // It is done, whoever comes afterwards, and whatever news there is of the stack.
      redis.session("a3", "ada", LONG, true);
      Site.eventually(() -> assertThat(site.status("redis").sessions().active()).isEqualTo(2));
      awaitRest();
      var mark = cluster.mark();
      var before = passes();
      site.touch(site.get(Deployment.class, "redis-ui"), "twice");
      awaitPasses(before, 1);
      awaitRest();
      assertThat(redis.redis().exists("session:a3")).isOne();
      assertThat(site.operatorWrites(mark)).isEmpty();
    }
  }

  @Test
  void oneSessionEndsByTheSecretThatHoldsItsIdAndIsNowhereInTheClear() {
    site.applyExample("redis");
    site.awaitReady("redis");
    try (var redis = site.console("redis")) {
      redis.session("very-secret-id", "ada", LONG, true);
      redis.session("a2", "ada", LONG, true);

      revoke("out", "redis", "session: {secretRef: {name: leaked, key: id}}");

      awaitExactly("out", "Complete=False SecretMissing", "Stalled=True SecretMissing");

      site.applySecret("leaked", Map.of("id", "very-secret-id\n"));

      awaitExactly("out", "Complete=True SessionsEnded");
      assertThat(redis.redis().keys("*")).containsExactly("session:a2");
      assertThat(site.get(SessionRevocation.class, "out").toString()).doesNotContain("very-secret");
      assertThat(notes(SessionRevocation.class, "out"))
          .containsExactly("1 session was ended by SessionRevocation out (by session)");
    }
  }

  @Test
  void itWaitsForAStackAndForAStoreThatServes() {
    revoke("out", "redis", "all: {}");
    awaitExactly("out", "Complete=False StackMissing", "Reconciling=True Progressing");

    site.applyExample("redis");

    awaitExactly("out", "Complete=True SessionsEnded");
    site.awaitReady("redis");
    site.patchSpec("redis", "{\"mode\": \"Hibernated\"}");
    site.awaitAmong("redis", "StoreReady=False Hibernated");

    revoke("again", "redis", "all: {}");

    awaitExactly("again", "Complete=False StoreUnavailable", "Reconciling=True Progressing");
    assertThat(status("again").startTime()).isNull();

    site.patchSpec("redis", "{\"mode\": \"Running\"}");

    awaitExactly("again", "Complete=True SessionsEnded");
    assertThat(status("again").startTime()).isNotNull();
  }

  /** Whoever may ask for it has asked for it: that nothing else changes is what Paused means. */
  @Test
  void aPausedStackIsNoReasonToKeepSomebodyLoggedIn() {
    site.applyExample("redis");
    site.awaitReady("redis");
    site.patchSpec("redis", "{\"mode\": \"Paused\"}");
    Site.eventually(
        () -> assertThat(site.condition("redis", "Ready").getMessage()).contains("paused"));
    try (var redis = site.console("redis")) {
      redis.session("a1", "ada", LONG, true);

      revoke("out", "redis", "user: ada");

      awaitExactly("out", "Complete=True SessionsEnded");
      assertThat(redis.redis().exists("session:a1")).isZero();
    }
  }

  @Test
  void sessionsInTheUiProcessAreOutOfReach() {
    site.applyExample("memory");
    site.awaitReady("memory");

    revoke("out", "memory", "all: {}");

    awaitExactly(
        "out", "Complete=False InProcess", "Failed=True InProcess", "Stalled=True InProcess");
    assertThat(status("out").conditions().get(0).getMessage())
        .contains("kubectl rollout restart deployment/memory-ui");
  }

  @Test
  void aFinishedOneIsDeletedWhenItsTimeHasComeAndAnotherIsKept() {
    site.applyExample("memory");
    site.awaitReady("memory");

    revoke("kept", "memory", "all: {}");
    revoke("passing", "memory", "all: {}\nttlAfterFinished: 1s");

    awaitExactly(
        "kept", "Complete=False InProcess", "Failed=True InProcess", "Stalled=True InProcess");
    Site.eventually(() -> assertThat(site.find(SessionRevocation.class, "passing")).isEmpty());
    assertThat(site.find(SessionRevocation.class, "kept")).isPresent();
  }

  private void revoke(String name, String stack, String selection) {
    site.apply(
        "apiVersion: sessionstack.dev/v1alpha1\nkind: SessionRevocation\n"
            + "metadata: {name: %s}\nspec:\n".formatted(name)
            + ("stackName: " + stack + "\n" + selection).indent(2));
  }

  private SessionRevocationStatus status(String name) {
    return Optional.ofNullable(site.get(SessionRevocation.class, name).getStatus())
        .orElseThrow(() -> new AssertionError("no status yet"));
  }

  private void awaitExactly(String name, String... conditions) {
    Site.eventually(
        () ->
            assertThat(status(name).conditions())
                .extracting(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
                .containsExactly(conditions));
  }

  private List<String> notes(Class<?> kind, String name) {
    return site.all(Event.class).stream()
        .filter(event -> event.getRegarding().getKind().equals(kind.getSimpleName()))
        .filter(event -> event.getRegarding().getName().equals(name))
        .map(Event::getNote)
        .toList();
  }
}
