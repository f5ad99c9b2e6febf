package dev.sessionstack.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A small object storage in this JVM: buckets and objects in memory, over as much of the S3 API as
 * an app needs to put, get, list and delete. It knows who asks by the access key, and does not
 * check signatures.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html">S3 API</a>
 */
public final class BucketServer implements AutoCloseable {

  private static final Pattern SCOPE =
      Pattern.compile("Credential=([^/,]+)/[0-9]{8}/([^/,]+)/s3/aws4_request");

  private static final Pattern CONSTRAINT =
      Pattern.compile("<LocationConstraint[^>]*>([^<]+)</LocationConstraint>");

  private record Bucket(String region, NavigableMap<String, byte[]> objects) {}

  /**
   * An answer to be given instead of any other.
   *
   * @param status HTTP status
   * @param code of the error
   */
  private record Refusal(int status, String code) {}

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(BucketServer::daemon);
  private final HttpServer server;
  private final String accessKey;
  private final String scheme;

  private BucketServer(HttpServer server, String scheme, String accessKey) {
    this.server = server;
    this.scheme = scheme;
    this.accessKey = accessKey;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Over HTTP; port 0 for any. */
  public static BucketServer start(String host, int port, String accessKey) {
    try {
      return new BucketServer(
          HttpServer.create(new InetSocketAddress(host, port), 0), "http", accessKey);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over HTTPS. */
  public static BucketServer start(String host, int port, String accessKey, SelfSigned tls) {
    try {
      var server = HttpsServer.create(new InetSocketAddress(host, port), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
      return new BucketServer(server, "https", accessKey);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its URL. */
  public String endpoint() {
    var address = server.getAddress();
    return scheme + "://" + address.getHostString() + ":" + address.getPort();
  }

  /** Makes a bucket, unless it is there. */
  public void create(String bucket, String region) {
    buckets.putIfAbsent(bucket, new Bucket(region, new ConcurrentSkipListMap<>()));
  }

  /** Removes a bucket and all that is in it. */
  public void drop(String bucket) {
    buckets.remove(bucket);
  }

  /** Refuses requests of one method, {@code HEAD} for instance, from now on. */
  public void refuse(String method, int status, String code) {
    refusals.put(method, new Refusal(status, code));
  }

  /** Refuses nothing any more. */
  public void relent() {
    refusals.clear();
  }

  /** Keys in a bucket; absent where there is no such bucket. */
  public Optional<List<String>> keys(String bucket) {
    return Optional.ofNullable(buckets.get(bucket)).map(b -> List.copyOf(b.objects.keySet()));
  }

  /** What was asked so far: method, path and query. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var host = exchange.getRequestHeaders().getFirst("Host").replaceAll(":[0-9]+$", "");
      var path = exchange.getRequestURI().getPath().substring(1);
      requests.add(
          exchange.getRequestMethod() + " " + host + " " + exchange.getRequestURI().toString());
      // In virtual-host style the bucket stands before the name that the server is reached by.
      var inHost = !host.matches("[0-9.]+") && buckets.containsKey(host.replaceAll("[.].*", ""));
      var bucket = inHost ? host.replaceAll("[.].*", "") : path.replaceAll("/.*", "");
      var key = inHost ? path : path.contains("/") ? path.substring(path.indexOf('/') + 1) : "";
      answer(exchange, bucket, key, body);
    }
  }

  private void answer(HttpExchange exchange, String name, String key, byte[] body)
      throws IOException {
    var scope =
        SCOPE.matcher(
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse(""));
    var refusal = refusals.get(exchange.getRequestMethod());
    var bucket = buckets.get(name);
    if (!scope.find()) {
      error(exchange, 403, "AccessDenied");
    } else if (!scope.group(1).equals(accessKey)) {
      error(exchange, 403, "InvalidAccessKeyId");
    } else if (refusal != null) {
      error(exchange, refusal.status, refusal.code);
    } else if (key.isEmpty() && exchange.getRequestMethod().equals("PUT")) {
      make(exchange, name, new String(body, StandardCharsets.UTF_8));
    } else if (bucket == null) {
      error(exchange, 404, "NoSuchBucket");
    } else if (!bucket.region.equals(scope.group(2))) {
      exchange.getResponseHeaders().set("x-amz-bucket-region", bucket.region);
      error(exchange, 301, "PermanentRedirect");
    } else if (key.isEmpty()) {
      list(exchange, bucket);
    } else {
      object(exchange, bucket, key, body);
    }
  }

  private void make(HttpExchange exchange, String name, String body) throws IOException {
    if (buckets.containsKey(name)) {
      error(exchange, 409, "BucketAlreadyOwnedByYou");
      return;
    }
    var constraint = CONSTRAINT.matcher(body);
    create(name, constraint.find() ? constraint.group(1) : "us-east-1");
    send(exchange, 200, new byte[0]);
  }

  private void list(HttpExchange exchange, Bucket bucket) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, exchange.getRequestMethod().equals("HEAD") ? 200 : 405, new byte[0]);
      return;
    }
    var query = exchange.getRequestURI().getRawQuery();
    var prefix = parameter(query, "prefix").orElse("");
    var most = parameter(query, "max-keys").map(Integer::parseInt).orElse(1000);
    var found = bucket.objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    var page = found.stream().limit(most).toList();
    var xml = new StringBuilder("<ListBucketResult><IsTruncated>");
    xml.append(found.size() > page.size()).append("</IsTruncated>");
    xml.append("<KeyCount>").append(page.size()).append("</KeyCount>");
    page.forEach(
        key ->
            xml.append("<Contents><Key>")
                .append(key.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</Key><Size>")
                .append(bucket.objects.get(key).length)
                .append("</Size></Contents>"));
    send(exchange, 200, xml.append("</ListBucketResult>").toString().getBytes());
  }

  private void object(HttpExchange exchange, Bucket bucket, String key, byte[] body)
      throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        bucket.objects.put(key, body);
        exchange
            .getResponseHeaders()
            .set("ETag", "\"" + Integer.toHexString(key.hashCode()) + "\"");
        send(exchange, 200, new byte[0]);
      }
      case "DELETE" -> {
        bucket.objects.remove(key);
        send(exchange, 204, new byte[0]);
      }
      case "GET", "HEAD" -> {
        var content = bucket.objects.get(key);
        if (content == null) {
          error(exchange, 404, "NoSuchKey");
        } else {
          send(exchange, 200, content);
        }
      }
      default -> error(exchange, 405, "MethodNotAllowed");
    }
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    send(
        exchange,
        status,
        ("<Error><Code>" + code + "</Code><Message>what the server says</Message></Error>")
            .getBytes());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    var none = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
    if (exchange.getRequestMethod().equals("HEAD") && status == 200) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    exchange.sendResponseHeaders(status, none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
  }

  private static Optional<String> parameter(String query, String name) {
    return Pattern.compile("&")
        .splitAsStream(query == null ? "" : query)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
        .findFirst();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "bucket-server");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
