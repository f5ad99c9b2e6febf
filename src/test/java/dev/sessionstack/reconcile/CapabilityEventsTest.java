package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sessionstack.plan.Given;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator whose rights end at its namespaces: what is of the cluster, it may not read. */
class CapabilityEventsTest {

  private static final String DISCOVERY = "/apis/gateway.networking.k8s.io/v1";
  private static final String ROUTES =
      """
      {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "gateway.networking.k8s.io/v1",
       "resources": [{"name": "httproutes", "singularName": "httproute", "namespaced": true,
                      "kind": "HTTPRoute", "verbs": ["list"]}]}
      """;
  private static final String FORBIDDEN =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "no", "code": 403}
      """;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private boolean hasGatewayApi;
  private HttpServer server;
  private KubernetesClient client;
  private CapabilityEvents capabilities;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          asked.add(path);
          var routes = hasGatewayApi && path.equals(DISCOVERY);
          var code = routes ? 200 : path.equals(DISCOVERY) ? 404 : 403;
          var body = (routes ? ROUTES : FORBIDDEN).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(code, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(url)
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    capabilities = new CapabilityEvents(new GatewayApi(client), new IngressClasses(client));
  }

  @AfterEach
  void close() {
    capabilities.stop();
    client.close();
    server.stop(0);
  }

  @Test
  void it_starts_and_knows_no_classes_and_no_fields() {
    hasGatewayApi = true;

    capabilities.start();

    var known = capabilities.of(Given.spec("ui: {image: a}\nstore: {memory: {}}"), Set.of());
    assertThat(known.classes()).isEmpty();
    assertThat(known.ruleFields()).as("which everybody may ask").contains(Set.of());
  }

  @Test
  void it_asks_once_and_starts_without_an_answer() {
    capabilities.start();
    var first = List.copyOf(asked);

    var known = capabilities.of(Given.spec("ui: {image: a}\nstore: {memory: {}}"), Set.of());

    assertThat(known.ruleFields()).isEmpty();
    assertThat(asked).isEqualTo(first).doesNotHaveDuplicates();
  }
}
