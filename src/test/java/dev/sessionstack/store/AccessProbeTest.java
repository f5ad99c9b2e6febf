package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.AccessReport.LockedOut;
import dev.sessionstack.store.AccessReport.Told;
import dev.sessionstack.store.AccessReport.Unanswered;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The password of a server is changed while it runs, with every server that is supported. */
@ParameterizedClass
@EnumSource(StoreServer.class)
class AccessProbeTest extends StoreMatrix {

  AccessProbeTest(StoreServer kind) {
    super(kind);
  }

  /** R9, R15: as new connections see it. */
  @Test
  void R9_a_server_accepts_the_old_and_the_new_password_until_it_is_told_to_drop_one() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      console.session("a", 600);
      assertThat(ask(server, PASSWORD, "new")).isInstanceOf(Told.class);
      assertThat(letsIn(server, PASSWORD)).isTrue();
      assertThat(letsIn(server, "new")).isTrue();

      assertThat(ask(server, "new")).isInstanceOf(Told.class);
      assertThat(letsIn(server, PASSWORD)).isFalse();
      assertThat(letsIn(server, "new")).isTrue();
      assertThat(console.redis().exists("session:a")).as("whoever is in stays in").isEqualTo(1);
    }
  }

  /** R2: who accepts what it is to accept is only read. */
  @Test
  void R2_a_server_that_was_told_is_told_nothing_more() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      ask(server, PASSWORD, "new");
      console.redis().configResetstat();
      ask(server, PASSWORD, "new");
      assertThat(console.redis().info("commandstats"))
          .containsPattern("cmdstat_acl(\\|list)?:calls=1,")
          .doesNotContain("setuser");
    }
  }

  /**
   * A container that restarted from an older file knows one of the passwords, and not the first.
   */
  @Test
  void any_password_that_the_server_knows_will_do_to_tell_it() {
    try (var server = start()) {
      assertThat(ask(server, "new", PASSWORD)).isInstanceOf(Told.class);
      assertThat(letsIn(server, "new")).isTrue();
    }
  }

  @Test
  void a_server_that_knows_none_of_them_cannot_be_told() {
    try (var server = start()) {
      assertThat(ask(server, "wrong", "other")).isEqualTo(new LockedOut());
    }
  }

  @Test
  void a_server_that_is_gone_is_no_server_that_refuses() {
    var server = start();
    server.close();
    assertThat(ask(server, PASSWORD)).isEqualTo(new Unanswered());
  }

  private AccessReport ask(RedisServer server, String... passwords) {
    return new AccessProbe(clients).ask(target(server, passwords)).join();
  }

  private static AccessTarget target(RedisServer server, String... passwords) {
    return new AccessTarget(
        connection(server), Stream.of(passwords).map(Sensitive::new).toList(), "");
  }

  private static boolean letsIn(RedisServer server, String password) {
    try (var console = new StoreConsole(server, password)) {
      return console.redis().ping().equals("PONG");
    } catch (RuntimeException e) {
      return false;
    }
  }
}
