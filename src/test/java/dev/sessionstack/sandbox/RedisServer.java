package dev.sessionstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server process at an address. */
public final class RedisServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int CONNECT_MILLIS = 500;

  private final Child process;
  private final String host;
  private final int port;

  private RedisServer(Child process, String host, int port) {
    this.process = process;
    this.host = host;
    this.port = port;
  }

  /**
   * Starts a server and waits until it listens; it may still be loading its data then.
   *
   * @param host the address to listen on
   * @param folder gets the server's data, configuration and log; made if absent
   * @param config lines of redis.conf; address, port and folder need not be among them
   * @throws IllegalStateException with the end of the log, if it does not start
   */
  public static RedisServer start(
      RedisBinary binary, String host, int port, Path folder, String... config) {
    var file = folder.toAbsolutePath().resolve("redis.conf");
    try {
      Files.createDirectories(folder);
      // The last line of a kind counts.
      var text = RedisConf.of(String.join("\n", config)).at(host, port, folder).text();
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command = new ProcessBuilder(binary.file().toString(), file.toString());
    command.directory(folder.toFile());
    var server = new RedisServer(Child.start(command, folder.resolve("redis.log")), host, port);
    server.awaitListening();
    return server;
  }

  public long pid() {
    return process.pid();
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean alive() {
    return process.alive();
  }

  /** Where its log is. */
  public Path log() {
    return process.log();
  }

  /** Ends it without warning: nothing is saved. */
  public void kill() {
    process.kill();
  }

  /** Makes it hang: it accepts connections, and does not answer. */
  public void pause() {
    signal("-STOP");
  }

  /** Ends the pause. */
  public void resume() {
    signal("-CONT");
  }

  /** Ends it in order: it saves what it is configured to save. */
  @Override
  public void close() {
    process.close();
  }

  private void signal(String signal) {
    try {
      var code = new ProcessBuilder("kill", signal, String.valueOf(pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill " + signal + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UnsupportedOperationException("pausing needs a unix", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitListening() {
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!listens()) {
      if (!alive() || System.nanoTime() > deadline) {
        kill();
        throw new IllegalStateException(
            "redis-server did not start at " + host + ":" + port + ": " + complaint());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        kill();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return alive();
    } catch (IOException e) {
      return false;
    }
  }

  private String complaint() {
    List<String> lines = process.lastLines(2);
    return lines.isEmpty() ? "it said nothing" : String.join(" / ", lines);
  }
}
