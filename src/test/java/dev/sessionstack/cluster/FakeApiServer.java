package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Endpoint.Call;
import dev.sessionstack.cluster.Resources.Answer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A Kubernetes API server in this JVM, on plain HTTP at 127.0.0.1, for fabric8, JOSDK and kubectl.
 *
 * <p>It does server-side apply with field ownership, the other patches, status and scale
 * subresources, resumable watches, selectors, finalizers, owner-reference garbage collection, and
 * custom resources with the defaults, pruning and validation of their CRD. It is not built on
 * fabric8's mock server: nearly every verb there would have had to be replaced, and its watches
 * cannot resume. One Vert.x event loop and a store of JSON trees are less code and no locks.
 *
 * <p>Unlike a real API server it evaluates no CEL, knows Kubernetes' own kinds by their merge keys
 * and main defaults but does not validate them, admits everybody to everything, takes objects into
 * namespaces that do not exist (though not into those that are being deleted), ignores paging, and
 * collects garbage at once. It reads JSON and YAML but no protobuf, so of kubectl create only the
 * form with -f works; and of Pods it has no logs and no exec.
 */
public final class FakeApiServer implements AutoCloseable {
  private static final long BOOKMARK_MILLIS = 30_000;

  /** No watch lives longer, as on a real server; clients resume. */
  private static final long WATCH_SECONDS = 1_800;

  private final Kinds kinds = new Kinds();
  private final Store store = new Store();
  private final Endpoint endpoint = new Endpoint(store, kinds);
  private final RequestLog log = new RequestLog();
  private final Map<Watch, Boolean> bookmarked = new ConcurrentHashMap<>();
  private final Map<Watch, Runnable> open = new ConcurrentHashMap<>();
  private final Map<Watch, String> watched = new ConcurrentHashMap<>();
  private final Vertx vertx;
  private final int port;

  private FakeApiServer(int port) {
    var files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files));
    for (var name : List.of("default", "kube-system", "kube-public")) {
      apply("/api/v1/namespaces", namespace(name));
    }
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(1 << 16);
    this.port =
        vertx
            .createHttpServer(options)
            .requestHandler(this::receive)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    vertx.setPeriodic(BOOKMARK_MILLIS, timer -> bookmark());
  }

  /** Starts a server on a free port. */
  public static FakeApiServer start() {
    return new FakeApiServer(0);
  }

  /** Starts a server on the given port. */
  public static FakeApiServer start(int port) {
    return new FakeApiServer(port);
  }

  /** Registers the kind that a CustomResourceDefinition, in YAML or JSON, declares. */
  public FakeApiServer crd(String yaml) {
    apply("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Json.readObject(yaml));
    return this;
  }

  /** Registers the kind that the CRD in this file declares. */
  public FakeApiServer crd(Path file) {
    try {
      return crd(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the server listens. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A kubeconfig, as text, that leads kubectl here. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: fake
    clusters:
      - name: fake
        cluster: {server: "%s"}
    contexts:
      - name: fake
        context: {cluster: fake, user: fake, namespace: default}
    users:
      - name: fake
        user: {}
    """
        .formatted(url());
  }

  /** A new client of this server; the caller closes it. */
  public KubernetesClient client() {
    return client("test");
  }

  /** A new client whose writes are told apart by this user agent. */
  public KubernetesClient client(String userAgent) {
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(url())
            .withNamespace("default")
            .withUserAgent(userAgent)
            // A refusal is to be seen, not to be tried ten times.
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** The latest requests, oldest first. */
  public List<Request> requests() {
    return log.all();
  }

  /** How many requests there were that write; take it before and after to count. */
  public long writes() {
    return log.writes();
  }

  /** The writes that came after {@link #writes()} was {@code mark}. */
  public List<Request> writesSince(long mark) {
    return log.writesSince(mark);
  }

  /** The paths that somebody watches now. */
  public List<String> watched() {
    return List.copyOf(watched.values());
  }

  /** Ends all watches, as a server does that is told to stop; clients resume. */
  public void dropWatches() {
    open.values().forEach(Runnable::run);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void receive(HttpServerRequest request) {
    var call = call(request, "");
    if (call.isWatch() && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      request
          .toWebSocket()
          .onSuccess(
              socket ->
                  follow(
                      call,
                      line -> socket.writeTextMessage(line.strip()),
                      end -> socket.closeHandler(closed -> end.run()),
                      socket::close));
    } else {
      request.body().onSuccess(body -> answer(request, call(request, body.toString())));
    }
  }

  private static Call call(HttpServerRequest request, String body) {
    var path = request.path().replaceFirst("(?<=.)/+$", "");
    return new Call(request.method().name(), path, request.params(), request.headers(), body);
  }

  private void answer(HttpServerRequest request, Call call) {
    var response = request.response().putHeader("Content-Type", "application/json");
    if (call.isWatch()) {
      try {
        response.setChunked(true);
        follow(
            call,
            response::write,
            end -> response.closeHandler(closed -> end.run()),
            response::end);
      } catch (ApiError e) {
        send(response, new Answer(e.code(), e.status(), List.of()));
      }
      return;
    }
    send(response, respond(call));
  }

  private Answer respond(Call call) {
    if (call.path().matches("/(healthz|livez|readyz)")) {
      return new Answer(200, Json.object().put("status", "ok"), List.of());
    }
    synchronized (store) {
      var version = store.version();
      Answer answer;
      try {
        answer = endpoint.answer(call);
      } catch (ApiError e) {
        answer = new Answer(e.code(), e.status(), List.of());
      } catch (RuntimeException e) {
        var status = ApiError.internal(e.toString());
        answer = new Answer(status.code(), status.status(), List.of());
      }
      if (!call.dryRun()) {
        log.add(
            call.method(),
            call.path(),
            call.manager(),
            call.header("User-Agent"),
            answer.code(),
            store.version() != version);
      }
      return answer;
    }
  }

  private static void send(HttpServerResponse response, Answer answer) {
    var warnings = answer.warnings().stream().map(w -> "299 - \"" + w.replace("\"", "\\\"") + '"');
    response.putHeader("Warning", warnings.toList());
    response.setStatusCode(answer.code()).end(answer.object().toString());
  }

  /** Streams changes until the client goes or the time is up. */
  private void follow(
      Call call, Consumer<String> out, Consumer<Runnable> whenGone, Runnable hangUp) {
    synchronized (store) {
      var watch = endpoint.watch(call, out);
      watched.put(watch, call.path());
      var asked = call.parameter("timeoutSeconds");
      var seconds = asked.isEmpty() ? WATCH_SECONDS : Long.parseLong(asked);
      var timer =
          vertx.setTimer(
              Math.max(1, Math.min(seconds, WATCH_SECONDS)) * 1000, t -> end(watch, hangUp));
      open.put(watch, () -> end(watch, hangUp));
      if (call.flag("allowWatchBookmarks")) {
        bookmarked.put(watch, true);
      }
      whenGone.accept(
          () -> {
            vertx.cancelTimer(timer);
            forget(watch);
          });
    }
  }

  /** Forgets first: a connection that goes on after the last answer takes no more of it. */
  private void end(Watch watch, Runnable hangUp) {
    if (open.containsKey(watch)) {
      forget(watch);
      hangUp.run();
    }
  }

  private void forget(Watch watch) {
    bookmarked.remove(watch);
    open.remove(watch);
    watched.remove(watch);
    synchronized (store) {
      store.unwatch(watch);
    }
  }

  private void bookmark() {
    synchronized (store) {
      bookmarked.keySet().forEach(watch -> watch.bookmark(store.version(), false));
    }
  }

  private void apply(String path, ObjectNode object) {
    synchronized (store) {
      endpoint.answer(Call.apply(path, object));
    }
  }

  private static ObjectNode namespace(String name) {
    var namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", name);
    return namespace;
  }
}
