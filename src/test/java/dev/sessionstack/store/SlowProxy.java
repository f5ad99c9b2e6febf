package dev.sessionstack.store;

import dev.sessionstack.sandbox.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** In front of a Redis, and hands each answer on after a while. */
final class SlowProxy implements AutoCloseable {

  private final RedisServer server;
  private final Duration delay;
  private final ServerSocket listener;
  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();

  SlowProxy(RedisServer server, Duration delay) throws IOException {
    this.server = server;
    this.delay = delay;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    readers.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        var client = listener.accept();
        var redis = new Socket(server.host(), server.port());
        readers.execute(() -> copy(client, redis, Duration.ZERO));
        readers.execute(() -> copy(redis, client, delay));
      }
    } catch (IOException e) {
      // closed: the end
    }
  }

  private void copy(Socket from, Socket to, Duration after) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      var buffer = new byte[64 * 1024];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        var bytes = Arrays.copyOf(buffer, n);
        late.schedule(() -> write(out, bytes), after.toMillis(), TimeUnit.MILLISECONDS).get();
      }
    } catch (Exception e) {
      // one of the two has gone
    }
  }

  private static Void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return null;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    readers.shutdownNow();
    late.shutdownNow();
  }
}
