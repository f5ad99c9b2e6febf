package dev.sessionstack.bench;

import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/** Measures what the operator costs, and prints it as Markdown. */
public final class Benchmark {

  private static final Path FOLDER = Path.of("target", "bench");

  /** The memory limit of the operator's container, see {@code manifests/deployment.yaml}. */
  private static final String POD_MEMORY = "-XX:MaxRAM=512m";

  /** Keys per second of a census, where the spec does not say. */
  static final int DEFAULT_PACE = 20_000;

  private static final String POD_FLAGS = "quarkus.kubernetes.env.vars.JAVA_TOOL_OPTIONS";

  private Benchmark() {}

  public static void main(String... arguments) {
    Participant.hush();
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    var options = Options.of(arguments);
    var binary = RedisBinary.find();
    say("%s, %s%n%n%s%n", LocalDate.now(), machine(binary), options);
    if (options.wants("census") || options.wants("client")) {
      var sessions = new Sessions(options.number("sessions"), options.number("bytes"));
      try (var redis = redis(binary, "sessions")) {
        var rivals = new ArrayList<>(List.of(Rival.scan(redis.port())));
        Rival.python(redis.port(), FOLDER).ifPresent(rivals::add);
        if (options.wants("census")) {
          say("## A census of %,d sessions of %,d bytes%n", sessions.count(), sessions.bytes());
          new CensusPart(redis, sessions, rivals, options.number("rounds")).run();
        } else {
          sessions.fill(redis.port(), 0, sessions.count());
        }
        if (options.wants("client")) {
          say("%n## A client at %,d requests per second%n", options.number("rate"));
          new ClientPart(redis, sessions, options).run();
        }
      }
    }
    if (options.wants("stacks")) {
      say("%n## %,d stacks%n", options.number("stacks"));
      new StacksPart(binary, options).run();
    }
  }

  /** A server that keeps nothing on the disk, with room for as many connections as come. */
  static RedisServer redis(RedisBinary binary, String name) {
    return RedisServer.start(
        binary, "127.0.0.1", freePort(), FOLDER.resolve(name), "save \"\"", "appendonly no");
  }

  /** A JVM with the flags and the memory that the operator's has. */
  static Participant operator(Class<?> main, Object... arguments) {
    var flags = Stream.concat(Stream.of(POD_MEMORY), Stream.of(podFlags().split(" "))).toList();
    return Participant.start(flags, main, arguments);
  }

  static void say(String text, Object... arguments) {
    System.out.printf(Locale.ROOT, text + "%n", arguments);
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String podFlags() {
    try (var file = Benchmark.class.getResourceAsStream("/application.properties")) {
      var properties = new Properties();
      properties.load(file);
      return properties.getProperty(POD_FLAGS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the figures hold for. */
  private static String machine(RedisBinary binary) {
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return "%s, %d processors, %s %s, load %.1f before; %s; Java %s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            load,
            binary.version(),
            System.getProperty("java.version"));
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("a processor");
    } catch (IOException e) {
      return "a processor";
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
