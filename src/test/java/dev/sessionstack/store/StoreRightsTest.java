package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rights that docs/operations.md gives to a user of an external store are enough. */
@ParameterizedClass
@EnumSource(StoreServer.class)
class StoreRightsTest extends StoreMatrix {

  StoreRightsTest(StoreServer kind) {
    super(kind);
  }

  @Test
  void a_user_with_the_documented_rights_can_do_all_that_is_asked_of_it() throws IOException {
    try (var broker = new Broker(binary, folder, Broker.freePort());
        var console = new StoreConsole(broker.server(), PASSWORD)) {
      broker.ready("celery", 3);
      broker.taken("", "celery", 2);
      console.session("a", 600);
      documented().forEach(console::user);

      var user = user(broker.server(), 0);
      watch(user);
      assertThat(serving().info()).as("INFO is permitted").isPresent();
      console.redis().persist("session:a");
      assertThat(count(user, Optional.of(Duration.ofMinutes(30))).active()).isEqualTo(1);
      assertThat(console.redis().pttl("session:a")).as("put right").isPositive();
      assertThat(depths(user(broker.server(), 1)).ready()).isEqualTo(3);
      assertThat(listens(user(broker.server(), 1))).isTrue();
      assertThat(console.denied())
          .filteredOn(command -> !command.startsWith("client")) // not every version knows no-touch
          .isEmpty();
    }
  }

  private boolean listens(StoreConnection broker) {
    var watch = new HeartbeatWatch(clients);
    try {
      var id = new StackId("default", "shop");
      watch.watch(id, new HeartbeatTarget(broker));
      var report = await().until(() -> watch.report(id), Optional::isPresent).orElseThrow();
      return report instanceof HeartbeatReport.Heard;
    } finally {
      watch.close();
    }
  }

  /** The users in the documentation, with this test's password. */
  private static List<List<String>> documented() throws IOException {
    var text = Files.readString(Path.of("docs/operations.md"));
    var users =
        Pattern.compile("^ACL SETUSER (.*)$", Pattern.MULTILINE)
            .matcher(text)
            .results()
            .map(user -> user.group(1).replace("PASSWORD", PASSWORD).split("\\s+"))
            .map(Arrays::asList)
            .toList();
    assertThat(users).hasSize(3);
    return users;
  }

  private static StoreConnection user(RedisServer server, int database) {
    return new StoreConnection(
        server.host(),
        server.port(),
        database,
        Optional.of("NAME"),
        Optional.of(new Sensitive(PASSWORD)),
        Optional.empty());
  }
}
