package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.BucketConnection;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.sandbox.BucketServer;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.SelfSigned;
import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reachable;
import dev.sessionstack.store.BucketReport.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe against an object storage in this JVM. */
class BucketProbeTest {

  private static final String HOST = "127.0.0.1";
  private static final String KEY = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI";
  private static final String BUCKET = "files";
  private static final String MARKER = "shop/.sessionstack-marker-1";

  @TempDir Path folder;
  private final BucketServer server = BucketServer.start(HOST, 0, KEY);
  private final BucketProbe probe = new BucketProbe();

  @AfterEach
  void stop() {
    probe.close();
    server.close();
  }

  @Test
  void a_bucket_that_is_there_takes_one_request() {
    server.create(BUCKET, "us-east-1");
    assertThat(ask(there())).isEqualTo(new Reachable());
    assertThat(server.requests()).containsExactly("HEAD 127.0.0.1 /files");
  }

  @Test
  void a_bucket_that_is_missing_is_not_made_unasked() {
    assertThat(failing(there(), Reason.BucketNotFound).message()).endsWith("does not exist");
    assertThat(server.keys(BUCKET)).isEmpty();
  }

  @Test
  void a_bucket_that_is_missing_is_made_where_asked() {
    assertThat(ask(target(connection("eu-central-1", KEY), true, false)))
        .isEqualTo(new Reachable());
    assertThat(server.keys(BUCKET)).contains(List.of());
    assertThat(ask(target(connection("eu-central-1", KEY), true, false)))
        .as("it is in the region that was asked for")
        .isEqualTo(new Reachable());
    assertThat(server.requests()).filteredOn(r -> r.startsWith("PUT")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "409,BucketAlreadyExists,AccessDenied",
    "403,AccessDenied,AccessDenied",
    "400,IllegalLocationConstraintException,RegionMismatch",
    "400,TooManyBuckets,BucketNotFound",
    "503,SlowDown,BucketNotFound"
  })
  void a_bucket_that_may_not_be_made(int status, String code, Reason reason) {
    server.refuse("PUT", status, code);
    assertThat(failing(target(connection("us-east-1", KEY), true, false), reason)).isNotNull();
  }

  @Test
  void another_who_made_it_first_is_welcome() {
    server.refuse("PUT", 409, "BucketAlreadyOwnedByYou");
    assertThat(failing(target(connection("us-east-1", KEY), true, false), Reason.BucketNotFound))
        .as("it is looked for again, and this server still has none")
        .isNotNull();
    assertThat(server.requests()).filteredOn(r -> r.startsWith("HEAD")).hasSize(2);
  }

  /** HEAD cannot say why: the answer to a second question does. */
  @Test
  void an_unknown_key_is_told_from_a_right_that_is_lacking() {
    server.create(BUCKET, "us-east-1");
    assertThat(
            failing(
                    target(connection("us-east-1", "AKIDOTHER"), false, false),
                    Reason.InvalidCredentials)
                .message())
        .endsWith("does not know the access key");
    server.refuse("HEAD", 403, "AccessDenied");
    server.refuse("GET", 403, "AccessDenied");
    assertThat(failing(there(), Reason.AccessDenied)).isNotNull();
    server.refuse("GET", 403, "SignatureDoesNotMatch");
    assertThat(failing(there(), Reason.InvalidCredentials).message())
        .endsWith("refuses the credentials");
    server.refuse("GET", 400, "ExpiredToken");
    assertThat(failing(there(), Reason.InvalidCredentials).message()).contains("has expired");
    server.refuse("GET", 403, "RequestTimeTooSkewed");
    assertThat(failing(there(), Reason.InvalidCredentials).message()).contains("clock");
  }

  @Test
  void who_may_list_the_prefix_only_may_use_the_bucket() {
    server.create(BUCKET, "us-east-1");
    server.refuse("HEAD", 403, "AccessDenied");
    assertThat(ask(there())).isEqualTo(new Reachable());
    assertThat(server.requests()).last().asString().contains("prefix=shop%2F", "max-keys=1");
  }

  @Test
  void another_region_is_named() {
    server.create(BUCKET, "eu-west-3");
    assertThat(failing(there(), Reason.RegionMismatch).message())
        .endsWith("is in the region eu-west-3");
  }

  /** A service that is not S3 has no codes of errors. */
  @Test
  void a_refusal_is_told_from_an_answer_that_is_not_of_s3() {
    server.create(BUCKET, "us-east-1");
    server.refuse("HEAD", 400, "InvalidBucketName");
    server.refuse("GET", 400, "InvalidBucketName");
    assertThat(failing(there(), Reason.Unreachable).message()).contains("refuses the request");
    server.refuse("GET", 400, "");
    assertThat(failing(there(), Reason.Unreachable).message()).contains("as S3 does");
  }

  @Test
  void a_region_that_looks_like_none_is_not_passed_on() {
    server.create(BUCKET, "secret='x'");
    assertThat(failing(there(), Reason.RegionMismatch).message()).endsWith("is not in that region");
  }

  @Test
  void a_service_that_cannot_serve() {
    server.create(BUCKET, "us-east-1");
    server.refuse("HEAD", 503, "SlowDown");
    assertThat(failing(there(), Reason.Unreachable).message())
        .isEqualTo("bucket files at " + server.endpoint() + " answers that it cannot serve");
    assertThat(server.requests()).as("no retries").hasSize(1);
  }

  @Test
  void a_marker_makes_the_round_and_is_gone() {
    server.create(BUCKET, "us-east-1");
    assertThat(ask(target(connection("us-east-1", KEY), false, true))).isEqualTo(new Reachable());
    assertThat(server.keys(BUCKET)).contains(List.of());
    assertThat(server.requests())
        .extracting(r -> r.replaceAll("[?].*", ""))
        .containsExactly(
            "HEAD 127.0.0.1 /files",
            "PUT 127.0.0.1 /files/" + MARKER,
            "GET 127.0.0.1 /files/" + MARKER,
            "DELETE 127.0.0.1 /files/" + MARKER);
  }

  @ParameterizedTest
  @CsvSource({"PUT,write", "GET,read", "DELETE,delete"})
  void what_the_credentials_may_not_do_is_named(String method, String deed) {
    server.create(BUCKET, "us-east-1");
    server.refuse(method, 403, "AccessDenied");
    var target = target(connection("us-east-1", KEY), false, true);
    assertThat(failing(target, Reason.AccessDenied).message())
        .endsWith("does not let the credentials " + deed + " objects under the prefix");
    if (!method.equals("DELETE")) {
      assertThat(server.keys(BUCKET)).contains(List.of());
    }
    server.relent();
    assertThat(ask(target)).isEqualTo(new Reachable());
    assertThat(server.keys(BUCKET)).as("one that stayed is cleared away").contains(List.of());
  }

  @Test
  void nobody_listens() throws IOException {
    assertThat(
            failing(
                    at("http://" + HOST + ":" + Broker.freePort(), Optional.empty()),
                    Reason.Unreachable)
                .message())
        .endsWith("refuses connections or is not routed to");
  }

  @Test
  void a_name_that_does_not_resolve() {
    assertThat(
            failing(at("http://nowhere.invalid", Optional.empty()), Reason.Unreachable).message())
        .endsWith("has a name that does not resolve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "dripping", "endless"})
  void a_server_that_never_ends_is_given_up(String manner) throws Exception {
    try (var socket = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
      if (!manner.equals("silent")) {
        daemon(() -> serve(socket, manner)).start();
      }
      var began = System.nanoTime();
      failing(
          at("http://" + HOST + ":" + socket.getLocalPort(), Optional.empty()), Reason.Unreachable);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
  }

  /** More of them than there are threads hold up another only for a while, and not wrongly. */
  @Test
  void servers_that_hang_do_not_make_another_unreachable() throws Exception {
    server.create(BUCKET, "us-east-1");
    try (var silent = new ServerSocket(0, 200, InetAddress.getByName(HOST))) {
      var hanging = at("http://" + HOST + ":" + silent.getLocalPort(), Optional.empty());
      IntStream.range(0, 70).forEach(i -> probe.ask(hanging));
      assertThat(probe.ask(there()).get(60, TimeUnit.SECONDS)).isEqualTo(new Reachable());
    }
  }

  /** In an outage the looks would pile up else: nobody waits for the older ones any more. */
  @Test
  void a_look_that_was_given_up_before_its_turn_is_never_taken() throws Exception {
    server.create(BUCKET, "us-east-1");
    try (var one = new BucketProbe(1);
        var silent = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
      one.ask(at("http://" + HOST + ":" + silent.getLocalPort(), Optional.empty()));
      IntStream.range(0, 10).forEach(i -> one.ask(there()).cancel(false));
      var last = one.ask(there());
      silent.close(); // resets who waits in its queue
      assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(new Reachable());
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void tls_trusts_the_authority_and_nobody_else() {
    var own = SelfSigned.in(folder.resolve("own"));
    var other = SelfSigned.in(folder.resolve("other"));
    try (var secure = BucketServer.start(HOST, 0, KEY, own)) {
      secure.create(BUCKET, "us-east-1");
      assertThat(ask(at(secure.endpoint(), Optional.of(own.pem())))).isEqualTo(new Reachable());
      assertThat(
              failing(at(secure.endpoint(), Optional.of(other.pem())), Reason.TLSFailed).message())
          .endsWith("its certificate is not signed by the authority that is trusted");
      assertThat(failing(at(secure.endpoint(), Optional.empty()), Reason.TLSFailed).message())
          .endsWith("its certificate is not signed by the authority that is trusted");
    }
  }

  @Test
  void tls_is_asked_of_a_server_that_has_none() throws IOException {
    var endpoint = server.endpoint().replace("http:", "https:");
    assertThat(failing(at(endpoint, Optional.empty()), Reason.Unreachable).message())
        .as("it waits for the end of what it does not understand")
        .endsWith("does not speak TLS on this port");
    try (var socket = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
      daemon(() -> serve(socket, "plain")).start();
      assertThat(
              failing(
                      at("https://" + HOST + ":" + socket.getLocalPort(), Optional.empty()),
                      Reason.TLSFailed)
                  .message())
          .as("it complains in plain text")
          .endsWith("it does not speak TLS on this port");
    }
  }

  @Test
  void tls_is_not_asked_of_a_server_that_has_it() {
    try (var secure = BucketServer.start(HOST, 0, KEY, SelfSigned.in(folder))) {
      var endpoint = secure.endpoint().replace("https:", "http:");
      failing(at(endpoint, Optional.empty()), Reason.Unreachable);
    }
  }

  @Test
  void the_host_names_the_bucket_where_that_is_the_style() {
    var hosts = new HostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));
    hosts.put("files.s3.test", HOST);
    server.create(BUCKET, "us-east-1");
    var connection =
        new BucketConnection(
            BUCKET,
            Optional.of(server.endpoint().replace(HOST, "s3.test")),
            "us-east-1",
            false,
            credentials(KEY),
            Optional.empty());
    assertThat(ask(target(connection, false, true))).isEqualTo(new Reachable());
    assertThat(server.requests()).first().isEqualTo("HEAD files.s3.test /");
    var nowhere =
        new BucketConnection(
            "gone", connection.endpoint(), "us-east-1", false, credentials(KEY), Optional.empty());
    assertThat(failing(target(nowhere, false, true), Reason.Unreachable).message())
        .contains("does not resolve; with addressing VirtualHost it begins with the bucket's");
  }

  @Test
  void what_the_sdk_does_not_take_is_a_report_too() {
    assertThat(ask(at("http://[", Optional.empty()))).isInstanceOf(Failing.class);
    probe.close();
    assertThat(ask(there())).isInstanceOf(Failing.class);
  }

  private BucketReport ask(BucketTarget target) {
    try {
      return probe.ask(target).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a probe never fails", e);
    }
  }

  private Failing failing(BucketTarget target, Reason reason) {
    var report = ask(target);
    assertThat(report).isInstanceOf(Failing.class);
    var failing = (Failing) report;
    assertThat(failing.reason()).as(failing.message()).isEqualTo(reason);
    assertThat(failing.message()).doesNotContain(KEY, SECRET, "what the server says");
    return failing;
  }

  private BucketTarget there() {
    return target(connection("us-east-1", KEY), false, false);
  }

  private BucketTarget at(String endpoint, Optional<String> authority) {
    return target(
        new BucketConnection(
            BUCKET, Optional.of(endpoint), "us-east-1", true, credentials(KEY), authority),
        false,
        false);
  }

  private BucketConnection connection(String region, String key) {
    return new BucketConnection(
        BUCKET, Optional.of(server.endpoint()), region, true, credentials(key), Optional.empty());
  }

  private static BucketConnection.Credentials credentials(String key) {
    return new BucketConnection.Credentials(
        new Sensitive(key), new Sensitive(SECRET), Optional.empty());
  }

  private static BucketTarget target(
      BucketConnection connection, boolean create, boolean readWrite) {
    return new BucketTarget(
        connection,
        "shop/",
        create,
        readWrite ? Optional.of(MARKER) : Optional.empty(),
        Duration.ofMinutes(5));
  }

  /** Speaks HTTP, and never comes to an end. */
  private static void serve(ServerSocket socket, String manner) {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        daemon(
                () -> {
                  try (client) {
                    client.getInputStream().read(new byte[8192]);
                    speak(client.getOutputStream(), manner);
                  } catch (IOException | InterruptedException e) {
                    // the other side has had enough
                  }
                })
            .start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void speak(OutputStream out, String manner)
      throws IOException, InterruptedException {
    if (manner.equals("endless")) {
      out.write("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n".getBytes());
      while (true) {
        out.write("<Error><Code>x</Code></Error>".repeat(1000).getBytes());
      }
    }
    if (manner.equals("plain")) {
      out.write("HTTP/1.1 400 Bad Request\r\n\r\nClient sent something else\n".getBytes());
      return;
    }
    out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes());
    while (true) {
      out.write('x');
      out.flush();
      Thread.sleep(200);
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "endless-server");
    thread.setDaemon(true);
    return thread;
  }
}
