package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
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
  void resumesAfterAVersion() throws Exception {
    var first = create("first", "x");
    create("second", "x");

    var events = watch("resourceVersion=" + first.getMetadata().getResourceVersion());

    assertThat(events).singleElement().asString().contains("\"ADDED\"").contains("second");
  }

  @Test
  void startsWithEverythingWhenNoVersionIsGiven() throws Exception {
    create("first", "x");
    create("second", "x");

    assertThat(watch("allowWatchBookmarks=true")).hasSize(2);
    assertThat(watch("sendInitialEvents=true&resourceVersionMatch=NotOlderThan"))
        .hasSize(3)
        .last()
        .asString()
        .contains("BOOKMARK")
        .contains("k8s.io/initial-events-end");
  }

  @Test
  void refusesVersionsThatItDoesNotKnow() throws Exception {
    assertThat(watch("resourceVersion=5"))
        .singleElement()
        .asString()
        .contains("\"ERROR\"")
        .contains("410")
        .contains("Expired");
  }

  @Test
  void leavingTheSelectionLooksLikeDeletion() throws Exception {
    var made = create("config", "x");
    client
        .resource(made)
        .edit(
            c ->
                new ConfigMapBuilder(c)
                    .editMetadata()
                    .addToLabels("app", "y")
                    .endMetadata()
                    .build());

    var since = "&resourceVersion=" + made.getMetadata().getResourceVersion();
    assertThat(watch("labelSelector=app%3Dx" + since))
        .singleElement()
        .asString()
        .contains("DELETED");
    assertThat(watch("labelSelector=app%20in%20(y,z)" + since))
        .singleElement()
        .asString()
        .contains("ADDED");
  }

  @Test
  void aNoOpIsNotAnEvent() throws Exception {
    var made = create("config", "x");

    client.resource(made).update();

    assertThat(watch("resourceVersion=" + made.getMetadata().getResourceVersion())).isEmpty();
  }

  @Test
  void feedsInformers() {
    create("first", "x");
    try (var informer = client.configMaps().withLabel("app", "x").inform()) {
      assertThat(informer.getStore().list()).hasSize(1);
      create("second", "x");
      create("third", "other");
      await()
          .untilAsserted(
              () ->
                  assertThat(informer.getStore().listKeys())
                      .containsExactlyInAnyOrder("default/first", "default/second"));
      client.configMaps().withName("first").delete();
      await().untilAsserted(() -> assertThat(informer.getStore().list()).hasSize(1));
    }
  }

  @Test
  void selectsInLists() {
    create("first", "x");
    create("second", "y");

    assertThat(names(client.configMaps().withLabelIn("app", "x", "z").list().getItems()))
        .containsExactly("first");
    assertThat(names(client.configMaps().withLabelNotIn("app", "x").list().getItems()))
        .containsExactly("second");
    assertThat(client.configMaps().withoutLabel("app").list().getItems()).isEmpty();
    assertThat(client.configMaps().withLabel("app").list().getItems()).hasSize(2);
    assertThat(names(client.configMaps().withField("metadata.name", "second").list().getItems()))
        .containsExactly("second");
  }

  private static List<String> names(List<ConfigMap> list) {
    return list.stream().map(config -> config.getMetadata().getName()).toList();
  }

  private ConfigMap create(String name, String app) {
    return client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .addToLabels("app", app)
                .endMetadata()
                .build())
        .create();
  }

  /** What a watch of one second brings. */
  private List<String> watch(String query) throws IOException, InterruptedException {
    var uri = server.url() + "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&";
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(uri + query)).build(), BodyHandlers.ofLines())
        .body()
        .toList();
  }
}
