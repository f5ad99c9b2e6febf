package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.plan.StoreConnection.Trust;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.sandbox.SelfSigned;
import dev.sessionstack.store.StoreReport.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS, users with few rights, passwords and addresses that change, with every server. */
@ParameterizedClass
@EnumSource(StoreServer.class)
class StoreAccessTest extends StoreMatrix {

  StoreAccessTest(StoreServer kind) {
    super(kind);
  }

  private final HostsFile hosts = new HostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));

  @Test
  void tls_is_spoken_with_a_server_whose_authority_is_trusted_and_with_no_other()
      throws IOException {
    var named = SelfSigned.in(folder.resolve("named"), "san=dns:tls.stores.example");
    var other = SelfSigned.in(folder.resolve("other"), "san=dns:tls.stores.example");
    hosts.put("tls.stores.example", HOST);
    hosts.put("wrong.stores.example", HOST);
    try (var server = startTls(named)) {
      watch(tls("tls.stores.example", server.port(), named.pem()));
      serving();
      watch(tls("tls.stores.example", server.port(), other.pem()));
      assertThat(failing(Reason.TLSFailed).message()).contains("not signed by the authority");
      watch(tls("wrong.stores.example", server.port(), named.pem()));
      await()
          .untilAsserted(
              () -> assertThat(failing(Reason.TLSFailed).message()).contains("another name"));
    } finally {
      hosts.remove("tls.stores.example");
      hosts.remove("wrong.stores.example");
    }
  }

  @Test
  void a_password_that_changes_under_way_is_noticed_and_the_new_one_serves() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      watch(connection(server));
      serving();
      console.redis().configSet("requirepass", "another");
      assertThat(failing(Reason.AuthenticationFailed).message()).contains("refuses");
      watch(connection(server.host(), server.port(), Optional.empty(), "another"));
      serving();
    }
  }

  /** As R9 asks of whoever changes a password: the new one beside the old one, then without. */
  @Test
  void a_user_whose_password_is_changed_in_steps_is_served_all_the_time() {
    try (var server = start();
        var console = new StoreConsole(server, PASSWORD)) {
      console.user(List.of("app", "on", ">old", "allkeys", "+@all"));
      var old = connection(server.host(), server.port(), Optional.of("app"), "old");
      watch(old);
      serving();
      console.user(List.of("app", ">new"));
      watch(connection(server.host(), server.port(), Optional.of("app"), "new"));
      serving();
      console.user(List.of("app", "<old"));
      watch(connection(server.host(), server.port(), Optional.of("app"), "new"));
      serving();
      watch(old);
      failing(Reason.AuthenticationFailed);
    }
  }

  /** Each visit resolves the name anew, so a store that moves is followed. */
  @Test
  void a_name_that_leads_elsewhere_after_a_while_is_followed() {
    var port = Broker.freePort();
    var name = "moving.stores.example";
    try (var here = start("127.0.0.1", port, "here");
        var there = start("127.0.0.2", port, "there");
        var console = new StoreConsole(there, PASSWORD)) {
      hosts.put(name, here.host());
      watch(connection(name, port, Optional.empty(), PASSWORD));
      serving();
      console.redis().configResetstat();
      hosts.put(name, there.host());
      await()
          .untilAsserted(
              () -> assertThat(console.redis().info("commandstats")).contains("cmdstat_ping"));
      serving();
    } finally {
      hosts.remove(name);
    }
  }

  private RedisServer startTls(SelfSigned certificate) throws IOException {
    var key = Files.writeString(folder.resolve("tls.key"), certificate.key());
    var pem = Files.writeString(folder.resolve("tls.crt"), certificate.pem());
    return RedisServer.start(
        binary,
        HOST,
        Broker.freePort(),
        folder,
        "requirepass " + PASSWORD,
        "tls-port 1",
        "tls-cert-file \"" + pem + '"',
        "tls-key-file \"" + key + '"',
        "tls-ca-cert-file \"" + pem + '"',
        "tls-auth-clients no");
  }

  private static StoreConnection tls(String host, int port, String authority) {
    return new StoreConnection(
        host,
        port,
        0,
        Optional.empty(),
        Optional.of(new Sensitive(PASSWORD)),
        Optional.of(new Trust(Optional.of(authority), Optional.of("authority"))));
  }
}
