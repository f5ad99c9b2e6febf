package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.cluster.FakeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogTest {

  private FakeApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server = FakeApiServer.start();
    client = server.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void r2_what_is_found_again_since_the_status_was_lost_is_told_once() {
    tell(object("1"), "ready");
    tell(object("1"), "ready");

    assertThat(events()).singleElement().returns("ready", Event::getNote);
  }

  @Test
  void what_comes_again_later_is_told_again() {
    tell(object("1"), "ready");
    tell(object("1"), "not ready");
    tell(object("2"), "ready");

    assertThat(events())
        .extracting(Event::getNote)
        .containsExactlyInAnyOrder("ready", "not ready", "ready");
  }

  private void tell(ConfigMap object, String note) {
    new EventLog(client, "test")
        .write(object, EventLog.reference(object), true, "Reason", "Reconcile", note);
  }

  private List<Event> events() {
    return client.events().v1().events().inNamespace("default").list().getItems();
  }

  private static ConfigMap object(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("shop")
        .withNamespace("default")
        .withUid("u")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
