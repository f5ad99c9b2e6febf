package dev.sessionstack.chaos;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Stands between an operator and its API server, on plain HTTP at 127.0.0.1, and lets the {@link
 * Weather} have its way with what passes. Watches come by WebSocket, as fabric8 asks for them.
 */
final class FaultProxy implements AutoCloseable {

  private static final Pattern VERSION = Pattern.compile("([?&]resourceVersion=)(\\d+)");

  /** How many versions a replayed watch goes back. */
  private static final int BACK = 20;

  /** Of an object in a watch, in bytes; etcd takes 1.5 MiB. */
  private static final int LARGEST = 1 << 22;

  private final Vertx vertx = Vertx.vertx();
  private final URI target;
  private final Weather weather;
  private final HttpClient client;
  private final HttpServer server;
  private final AtomicLong writes = new AtomicLong();
  private volatile Gate gate = (method, path, body) -> Gate.Verdict.PASS;
  private volatile Predicate<String> forbidden = path -> false;
  private volatile boolean down;
  private final Map<ServerWebSocket, String> watches = new ConcurrentHashMap<>();

  /** How many more messages each open watch passes on before it is cut; below 0 it is not. */
  private final Set<AtomicInteger> open = ConcurrentHashMap.newKeySet();

  /** To a server on plain HTTP. */
  FaultProxy(URI target, Weather weather) {
    this(target, weather, new HttpClientOptions());
  }

  /** To a server whose certificate an authority has signed. */
  FaultProxy(URI target, String authority, Weather weather) {
    this(
        target,
        weather,
        new HttpClientOptions()
            .setSsl(true)
            .setPemTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority))));
  }

  private FaultProxy(URI target, Weather weather, HttpClientOptions options) {
    this.target = target;
    this.weather = weather;
    client =
        vertx.createHttpClient(
            options
                .setMaxPoolSize(256)
                .setKeepAlive(false)
                .setMaxChunkSize(1024)
                .setMaxWebSocketFrameSize(LARGEST)
                .setMaxWebSocketMessageSize(LARGEST));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxInitialLineLength(1 << 16)
                    .setMaxWebSocketFrameSize(LARGEST)
                    .setMaxWebSocketMessageSize(LARGEST))
            .requestHandler(this::receive)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Writes that have reached the API server, answered or not. */
  long writes() {
    return writes.get();
  }

  /** Who decides about each write, beside the weather. */
  void gate(Gate keeper) {
    gate = keeper;
  }

  /** Cuts every watch in the middle of what it says next. */
  void cutWatches() {
    open.forEach(left -> left.set(0));
  }

  /** Takes the rights to some paths away, until it is said which. Watches of them end. */
  void forbid(Predicate<String> paths) {
    forbidden = paths;
    endWatches(paths);
  }

  /** Whether nobody answers. All watches end. */
  void down(boolean isDown) {
    down = isDown;
    endWatches(path -> isDown);
  }

  private void endWatches(Predicate<String> paths) {
    watches.forEach(
        (socket, path) -> {
          if (paths.test(path)) {
            socket.close();
          }
        });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void receive(HttpServerRequest request) {
    if (down) {
      request.connection().close();
      return;
    }
    if (forbidden.test(request.path())) {
      refuse(request, 403, "Forbidden");
      return;
    }
    var watch = request.getParam("watch") != null;
    var fault = weather.next(watch, request.method() != HttpMethod.GET).orElse(null);
    if (request.getHeader("Upgrade") != null) {
      request.pause(); // what was read is lost to the socket
      if (fault == Fault.DELAYED) {
        vertx.setTimer(weather.between(100, 3000), timer -> follow(request, null));
      } else {
        follow(request, fault);
      }
      return;
    }
    request.body().onSuccess(body -> meet(request, body, fault));
  }

  private void meet(HttpServerRequest request, Buffer body, Fault fault) {
    var verdict =
        request.method() == HttpMethod.GET
            ? Gate.Verdict.PASS
            : gate.judge(request.method().name(), request.path(), body.toString());
    if (verdict == Gate.Verdict.REFUSE || fault == Fault.REFUSED) {
      request.connection().close();
    } else if (verdict == Gate.Verdict.LAST) {
      pass(request, body, Fault.ANSWER_LOST);
    } else if (fault != null && fault.code() != 0) {
      refuse(request, fault);
    } else if (fault == Fault.DELAYED) {
      vertx.setTimer(weather.between(100, 3000), timer -> pass(request, body, null));
    } else {
      pass(request, body, fault);
    }
  }

  private static void refuse(HttpServerRequest request, Fault fault) {
    var reason =
        switch (fault) {
          case CONFLICT -> "Conflict";
          case GONE -> "Expired";
          case TOO_MANY -> "TooManyRequests";
          case UNAVAILABLE -> "ServiceUnavailable";
          default -> "InternalError";
        };
    if (fault == Fault.TOO_MANY) {
      request.response().putHeader("Retry-After", "1");
    }
    refuse(request, fault.code(), reason);
  }

  private static void refuse(HttpServerRequest request, int code, String reason) {
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .setStatusCode(code)
        .end(
            """
            {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
             "message": "bad weather", "reason": "%s", "code": %d}
            """
                .formatted(reason, code));
  }

  private void pass(HttpServerRequest request, Buffer body, Fault fault) {
    client
        .request(
            new RequestOptions()
                .setMethod(request.method())
                .setHost(target.getHost())
                .setPort(target.getPort())
                .setURI(request.uri()))
        .compose(onward -> send(onward, request.headers(), body))
        .onSuccess(
            answer -> {
              answer(request, answer, fault);
            })
        .onFailure(failure -> request.connection().close());
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest onward, MultiMap headers, Buffer body) {
    headers.forEach(
        header -> {
          // What is passed back is not said to be packed.
          if (!header.getKey().equalsIgnoreCase("Host")
              && !header.getKey().equalsIgnoreCase("Accept-Encoding")
              && !header.getKey().equalsIgnoreCase("Connection")
              && !header.getKey().equalsIgnoreCase("Transfer-Encoding")) {
            onward.putHeader(header.getKey(), header.getValue());
          }
        });
    return onward.send(body);
  }

  private void answer(HttpServerRequest request, HttpClientResponse answer, Fault fault) {
    var write = request.method() != HttpMethod.GET && answer.statusCode() < 300;
    answer
        .body()
        .onSuccess(
            body -> {
              if (write) {
                writes.incrementAndGet();
              }
              if (fault == Fault.ANSWER_LOST) {
                request.connection().close();
                return;
              }
              var response = request.response().setStatusCode(answer.statusCode());
              copy(answer, "Content-Type", request);
              response.end(body);
            })
        .onFailure(failure -> request.connection().close());
  }

  /** A watch: each event is a message of a WebSocket. */
  private void follow(HttpServerRequest request, Fault fault) {
    if (fault == Fault.REFUSED) {
      request.connection().close();
      return;
    }
    if (fault == Fault.GONE) {
      refuse(request, fault);
      return;
    }
    var connection = request.connection();
    var onward =
        new WebSocketConnectOptions()
            .setHost(target.getHost())
            .setPort(target.getPort())
            .setURI(fault == Fault.WATCH_REPLAYED ? earlier(request.uri()) : request.uri());
    if (request.getHeader("Authorization") != null) {
      onward.addHeader("Authorization", request.getHeader("Authorization"));
    }
    client
        .webSocket(onward)
        .onFailure(failure -> connection.close())
        .onSuccess(
            upstream -> {
              upstream.pause();
              request
                  .toWebSocket()
                  .onFailure(failure -> upstream.close())
                  .onSuccess(
                      socket -> {
                        watches.put(socket, request.path());
                        relay(upstream, socket, connection, fault);
                      });
            });
  }

  private void relay(
      WebSocket upstream, ServerWebSocket socket, HttpConnection connection, Fault fault) {
    var left = new AtomicInteger(fault == Fault.WATCH_CUT ? weather.between(0, 5) : -1);
    open.add(left);
    upstream.textMessageHandler(
        text -> {
          if (left.getAndDecrement() == 0) {
            socket.writeFrame(
                WebSocketFrame.textFrame(text.substring(0, text.length() / 2), false));
            connection.close();
          } else {
            socket.writeTextMessage(text);
          }
        });
    upstream.closeHandler(gone -> socket.close());
    socket.closeHandler(
        gone -> {
          open.remove(left);
          watches.remove(socket);
          upstream.close();
        });
    socket.exceptionHandler(failure -> upstream.close());
    upstream.resume();
  }

  private static void copy(HttpClientResponse answer, String header, HttpServerRequest request) {
    var value = answer.getHeader(header);
    if (value != null) {
      request.response().putHeader(header, value);
    }
  }

  private static String earlier(String uri) {
    return VERSION
        .matcher(uri)
        .replaceAll(found -> found.group(1) + Math.max(1, Long.parseLong(found.group(2)) - BACK));
  }
}
