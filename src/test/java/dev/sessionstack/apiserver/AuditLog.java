package dev.sessionstack.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator has asked of a kube-apiserver.
 *
 * @param file one JSON object per request
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
record AuditLog(Path file) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> READS = Set.of("get", "list", "watch");

  /** How many requests there were. */
  long size() {
    return lines().size();
  }

  /** The writes after so many requests, to a namespace, as {@code verb path code}. */
  List<String> writesSince(long size, String namespace) {
    return lines().stream()
        .skip(size)
        .map(AuditLog::event)
        .filter(event -> !READS.contains(event.path("verb").asText()))
        .filter(event -> namespace.equals(event.at("/objectRef/namespace").asText()))
        .map(AuditLog::brief)
        .toList();
  }

  /** Lists and single objects of a namespace that were asked for, as {@code verb path code}. */
  List<String> readsOf(String namespace) {
    return lines().stream()
        .map(AuditLog::event)
        .filter(event -> Set.of("get", "list").contains(event.path("verb").asText()))
        .filter(event -> namespace.equals(event.at("/objectRef/namespace").asText()))
        .map(AuditLog::brief)
        .toList();
  }

  /** Requests that the operator had no right to; an admission plugin answers 403 as well. */
  List<String> forbidden() {
    return lines().stream()
        .map(AuditLog::event)
        .filter(
            event ->
                "forbid".equals(event.at("/annotations/authorization.k8s.io~1decision").asText()))
        .map(AuditLog::brief)
        .toList();
  }

  /**
   * One request.
   *
   * @param at when the server received it
   * @param credential of whom, see {@code jti} in a token
   * @param namespace empty where it is about none
   */
  record Request(
      Instant at,
      String credential,
      String verb,
      String resource,
      String namespace,
      String name,
      String uri,
      int code) {

    boolean isWrite() {
      return !READS.contains(verb);
    }

    /** Whether it made something that was not there. */
    boolean isCreation() {
      return isWrite() && code == 201;
    }

    /** What it is about. */
    String object() {
      return resource + " " + namespace + "/" + name;
    }
  }

  /** All requests after so many. */
  List<Request> since(long size) {
    return lines().stream().skip(size).map(AuditLog::event).map(AuditLog::request).toList();
  }

  private static Request request(JsonNode event) {
    return new Request(
        Instant.parse(event.path("requestReceivedTimestamp").asText()),
        event.at("/user/extra/authentication.kubernetes.io~1credential-id/0").asText(),
        event.path("verb").asText(),
        event.at("/objectRef/resource").asText(),
        event.at("/objectRef/namespace").asText(),
        event.at("/objectRef/name").asText(),
        event.path("requestURI").asText(),
        event.at("/responseStatus/code").asInt());
  }

  /** The rights that it used, as {@code verb group/resource}. */
  Set<String> used() {
    var used = new TreeSet<String>();
    for (var line : lines()) {
      var event = event(line);
      var object = event.path("objectRef");
      var subresource = object.path("subresource").asText();
      var resource =
          object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
      var group = object.path("apiGroup").asText();
      used.add(right(event.path("verb").asText(), group, resource));
      if (event.at("/responseStatus/code").asInt() == 201) {
        used.add(right("create", group, resource)); // by an apply, which takes that right too
      }
    }
    return used;
  }

  static String right(String verb, String group, String resource) {
    return verb + " " + group + "/" + resource;
  }

  private static String brief(JsonNode event) {
    return event.path("verb").asText()
        + " "
        + event.path("requestURI").asText()
        + " "
        + event.at("/responseStatus/code").asText();
  }

  private List<String> lines() {
    try {
      // Its last line may be half written.
      var text = Files.exists(file) ? Files.readString(file) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode event(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
