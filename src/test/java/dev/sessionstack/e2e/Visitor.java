package dev.sessionstack.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.readiness.Readiness;

/**
 * A user of the example app, with a cookie. Its requests are made from inside a pod, where Services
 * and pod addresses answer.
 */
final class Visitor {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** urllib is in every Python, and so in the example's image. */
  private static final String REQUEST =
      """
      import sys, urllib.request
      method, url, cookie, body = sys.argv[1:5]
      request = urllib.request.Request(url, method=method, data=body.encode() if body else None)
      request.add_header('Content-Type', 'application/json')
      if cookie: request.add_header('Cookie', cookie)
      answer = urllib.request.urlopen(request, timeout=10)
      print((answer.headers.get('Set-Cookie') or cookie).split(';')[0])
      print(answer.read().decode())
      """;

  private final RealCluster cluster;
  private final String stack;
  private String cookie = "";

  Visitor(RealCluster cluster, String stack) {
    this.cluster = cluster;
    this.stack = stack;
  }

  /** Logs in through the Service. */
  JsonNode login(String username) throws Exception {
    return ask("POST", service() + "/api/login", "{\"username\": \"" + username + "\"}");
  }

  /** Counts one up, through the Service. */
  int count() throws Exception {
    return ask("POST", service() + "/api/counter", "").get("counter").asInt();
  }

  /** The session as one instance, asked by its address, sees it. */
  JsonNode session(String podAddress) throws Exception {
    return ask("GET", "http://" + podAddress + ":7860/api/session", "");
  }

  /** The session through the Service. */
  JsonNode session() throws Exception {
    return ask("GET", service() + "/api/session", "");
  }

  private String service() {
    return "http://" + stack + "-ui." + cluster.namespace + ".svc";
  }

  private JsonNode ask(String method, String url, String body) throws Exception {
    var from =
        cluster.pods(stack, "ui").stream()
            .filter(Readiness::isPodReady) // not one whose image is missing
            .findFirst()
            .orElseThrow()
            .getMetadata()
            .getName();
    var lines =
        cluster.exec(from, "python3", "-c", REQUEST, method, url, cookie, body).split("\n", 2);
    cookie = lines[0];
    return JSON.readTree(lines[1]);
  }
}
