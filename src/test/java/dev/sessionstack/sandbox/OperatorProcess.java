package dev.sessionstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The packaged operator, as it would run in its container. */
public final class OperatorProcess implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final int LINES = 8;

  private final ProcessBuilder command;
  private final int port = freePort();
  private final Path log;
  private Child child;
  private Instant started;
  private boolean mourned;

  /**
   * Starts it.
   *
   * @param jar {@code quarkus-run.jar}
   * @param kubeconfig leads it to the API server
   * @param hosts the names that it knows
   */
  public OperatorProcess(Path jar, Path kubeconfig, HostsFile hosts, Path log) {
    this(jar, kubeconfig, hosts, log, Map.of());
  }

  /**
   * The same with settings of its own.
   *
   * @param settings environment variables
   */
  public OperatorProcess(
      Path jar, Path kubeconfig, HostsFile hosts, Path log, Map<String, String> settings) {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing; package the operator first");
    }
    this.log = log;
    command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djdk.net.hosts.file=" + hosts.file(),
            "-Djava.security.properties=" + forgetful(hosts),
            "-jar",
            jar.toString());
    var environment = command.environment();
    // Nothing may lead it to another cluster, or through a proxy.
    environment.keySet().removeIf(name -> name.startsWith("KUBERNETES_"));
    environment.keySet().removeIf(name -> name.toLowerCase().endsWith("_proxy"));
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
    environment.putAll(settings);
    start();
  }

  /** Where its health and its metrics are. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Where its log is. */
  public Path log() {
    return log;
  }

  /** Starts it again if it has ended, and says so. */
  void keepAlive(Screen screen) {
    if (child.alive()) {
      return;
    }
    if (!mourned) {
      screen.say("The operator ended with code " + child.exitCode() + ". The end of " + log + ":");
      child.lastLines(LINES).forEach(line -> screen.say("  " + line));
      mourned = true;
    }
    if (Instant.now().isAfter(started.plus(PAUSE))) {
      start();
      screen.say("The operator was started again.");
    }
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    child.kill();
  }

  /** The number of its process. */
  public long pid() {
    return child.pid();
  }

  /** Whether it says that it is ready. */
  public boolean isReady() {
    return ask("/q/health/ready").isPresent();
  }

  /** Whether it is ready, and no stack is at work or waits for its turn. */
  public boolean isIdle() {
    var work =
        ask("/q/metrics").stream()
            .flatMap(String::lines)
            .filter(line -> line.matches("reconciliations_(active|queue)\\b.*"))
            .toList();
    return isReady() && !work.isEmpty() && work.stream().allMatch(line -> line.endsWith(" 0.0"));
  }

  private Optional<String> ask(String path) {
    try {
      var connection = (HttpURLConnection) new URL(url() + path).openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      if (connection.getResponseCode() != 200) {
        return Optional.empty();
      }
      try (var answer = connection.getInputStream()) {
        return Optional.of(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Sends it a signal, for instance {@code STOP}. */
  public void signal(String name) {
    try {
      var code =
          new ProcessBuilder("kill", "-" + name, String.valueOf(child.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it ended; absent while it has not. */
  public OptionalInt exitCode() {
    return child.alive() ? OptionalInt.empty() : OptionalInt.of(child.exitCode());
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return child.alive();
  }

  @Override
  public void close() {
    child.close();
  }

  /** Starts it, anew if it runs. */
  public void start() {
    if (child != null) {
      child.close();
    }
    child = Child.start(command, log);
    started = Instant.now();
    mourned = false;
  }

  /** Names that are looked up anew each time; only security properties can say so for good. */
  private static Path forgetful(HostsFile hosts) {
    var text = "networkaddress.cache.ttl=0\nnetworkaddress.cache.negative.ttl=0\n";
    try {
      return Files.writeString(hosts.file().resolveSibling("names.security"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
