package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.BucketConnection;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reachable;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The probe against somebody else's idea of S3: moto's server, where {@code moto_server} is on the
 * PATH ({@code pip install 'moto[server]'}), else skipped.
 *
 * @see <a href="https://docs.getmoto.org/en/latest/docs/server_mode.html">moto's server</a>
 */
class BucketMotoTest {

  private final BucketProbe probe = new BucketProbe();
  private Process moto;
  private int port;

  @BeforeEach
  void start() throws IOException {
    var program = program();
    Assumptions.assumeTrue(program.isPresent(), "no moto_server on the PATH; see the Javadoc");
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    moto =
        new ProcessBuilder(
                program.get().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> listens() || !moto.isAlive());
    Assumptions.assumeTrue(moto.isAlive(), "moto_server does not start");
  }

  @AfterEach
  void stop() {
    if (moto != null) {
      moto.destroy();
    }
    probe.close();
  }

  @Test
  void a_bucket_is_missed_made_and_written_to() {
    assertThat(ask("us-east-1", false, false))
        .isInstanceOfSatisfying(
            Failing.class,
            f -> assertThat(f.reason()).isEqualTo(BucketReport.Reason.BucketNotFound));
    assertThat(ask("eu-central-1", true, true)).isEqualTo(new Reachable());
    assertThat(ask("eu-central-1", true, true)).isEqualTo(new Reachable());
    assertThat(ask("eu-central-1", false, false)).isEqualTo(new Reachable());
  }

  private BucketReport ask(String region, boolean create, boolean marker) {
    var connection =
        new BucketConnection(
            "files",
            Optional.of("http://127.0.0.1:" + port),
            region,
            true,
            new BucketConnection.Credentials(
                new Sensitive("test"), new Sensitive("test"), Optional.empty()),
            Optional.empty());
    var key = marker ? Optional.of("shop/.marker") : Optional.<String>empty();
    try {
      return probe
          .ask(new BucketTarget(connection, "shop/", create, key, Duration.ofMinutes(5)))
          .get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a probe never fails", e);
    }
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> program() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(folder -> Path.of(folder, "moto_server"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
