package dev.sessionstack.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A headless Chromium where the cluster's addresses answer, driven by <a
 * href="https://www.w3.org/TR/webdriver2/">WebDriver</a>.
 *
 * <p>CLUSTER_ENTER is a prefix that runs a command there. chromedriver runs here and talks to the
 * browser by a pipe, so nothing has to be reachable but chromedriver.
 */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final List<Path> DRIVERS =
      List.of(Path.of("/usr/bin/chromedriver"), Path.of("/usr/local/bin/chromedriver"));

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String url;

  /** Why there can be no browser, if so. */
  static Optional<String> obstacle() {
    if (System.getenv("CLUSTER_ENTER") == null) {
      return Optional.of("CLUSTER_ENTER names no way to the cluster's addresses");
    }
    return driver().isPresent()
        ? Optional.empty()
        : Optional.of("chromedriver is missing: install chromium and chromium-driver");
  }

  private static Optional<Path> driver() {
    return DRIVERS.stream().filter(Files::isExecutable).findFirst();
  }

  /** Starts one for which a host has an address. */
  Browser(Path folder, String host, String address) throws Exception {
    var chromium = folder.resolve("chromium");
    Files.writeString(
        chromium, "#!/bin/sh\nexec " + System.getenv("CLUSTER_ENTER") + " chromium \"$@\"\n");
    chromium.toFile().setExecutable(true);
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    driver =
        new ProcessBuilder(driver().orElseThrow().toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromedriver.log").toFile())
            .start();
    var server = "http://127.0.0.1:" + port;
    var options =
        Map.of(
            "binary",
            chromium.toString(),
            "args",
            List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,1600",
                "--remote-debugging-pipe",
                "--user-data-dir=" + folder.resolve("profile"),
                "--host-resolver-rules=MAP " + host + " " + address));
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> ask("GET", server + "/status", null).get("ready").asBoolean());
    var session =
        ask(
            "POST",
            server + "/session",
            Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options))));
    url = server + "/session/" + session.get("sessionId").asText();
  }

  void open(String page) throws Exception {
    ask("POST", url + "/url", Map.of("url", page));
  }

  String page() throws Exception {
    return ask("GET", url + "/url", null).asText();
  }

  /**
   * Waits until an element is to be seen, and loads the page again as a user would where it is not:
   * of a page with fifty scripts, one may not arrive from a machine as busy as that of these tests.
   */
  void findOrReload(String css, Path picture) throws Exception {
    for (var left = 4; ; left--) {
      try {
        find(css, Duration.ofSeconds(45));
        return;
      } catch (ConditionTimeoutException e) {
        screenshot(picture);
        System.err.println("Not to be seen at " + page() + ": " + css + "; see " + picture);
        if (left == 0) {
          throw e;
        }
        ask("POST", url + "/refresh", Map.of());
      }
    }
  }

  /** Waits until an element is to be seen; a bound for busy machines, not an expectation. */
  String find(String css) {
    return find(css, RealCluster.PATIENCE);
  }

  private String find(String css, Duration patience) {
    return await()
        .alias(css)
        .atMost(patience)
        .ignoreExceptions()
        .until(
            () -> {
              var found =
                  ask("POST", url + "/element", Map.of("using", "css selector", "value", css));
              var id = found.get(ELEMENT).asText();
              return ask("GET", url + "/element/" + id + "/displayed", null).asBoolean()
                  ? id
                  : null;
            },
            id -> id != null);
  }

  void click(String css) throws Exception {
    ask("POST", url + "/element/" + find(css) + "/click", Map.of());
  }

  /** Types in place of what is there. */
  void type(String css, String text) throws Exception {
    var element = url + "/element/" + find(css);
    ask("POST", element + "/clear", Map.of());
    ask("POST", element + "/value", Map.of("text", text + "\uE004")); // and the tab key
  }

  String text(String css) throws Exception {
    return ask("GET", url + "/element/" + find(css) + "/text", null).asText();
  }

  /** What JavaScript returns. */
  JsonNode script(String source, Object... arguments) throws Exception {
    return ask("POST", url + "/execute/sync", Map.of("script", source, "args", List.of(arguments)));
  }

  /** Keeps what is to be seen. */
  void screenshot(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(ask("GET", url + "/screenshot", null).asText()));
  }

  private JsonNode ask(String method, String address, Object body) throws Exception {
    var content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .method(method, content)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    var value = JSON.readTree(answer.body()).get("value");
    if (answer.statusCode() != 200) {
      throw new IOException(value.path("error").asText() + ": " + value.path("message").asText());
    }
    return value;
  }

  /** Ends the browser, then the driver and whatever it has left. */
  @Override
  public void close() throws Exception {
    var processes = new ArrayList<>(driver.descendants().toList());
    try {
      if (url != null) {
        ask("DELETE", url, null);
      }
    } finally {
      driver.destroy();
      driver.waitFor(10, TimeUnit.SECONDS);
      processes.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
