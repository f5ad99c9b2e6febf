package dev.sessionstack.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Addresses of this machine for servers that must all have the same port.
 *
 * <p>Linux and Windows answer on all of 127/8. There the third number is drawn from the process id,
 * so that two sandboxes do not meet. macOS answers on 127.0.0.1 only, unless told otherwise.
 */
public final class Loopback {
  private static final boolean MACOS = System.getProperty("os.name").startsWith("Mac");
  private static final String NET =
      "127.0." + (MACOS ? 0 : 1 + ProcessHandle.current().pid() % 250) + ".";

  /** How often an address was asked for. */
  private static final AtomicInteger ASKED = new AtomicInteger();

  /**
   * An address where the port is free. Who asks next, perhaps before anybody listens there, gets
   * another: of two servers at one address the later ends, and whoever tries it meets the other.
   */
  public static Optional<String> free(int port) {
    var asked = ASKED.getAndIncrement();
    return IntStream.range(0, 254)
        .mapToObj(i -> NET + (1 + (i + asked) % 254))
        .filter(address -> state(address, port) == State.FREE)
        .findFirst();
  }

  /** The same, but leaves the very first address, perhaps the only one, to others. */
  static Optional<String> spare(int port) {
    return addresses(2, port, State.FREE).findFirst();
  }

  /** What to do when there is no free address. */
  static String advice(int port) {
    return addresses(2, port, State.ABSENT)
        .findFirst()
        .map(
            address ->
                "no loopback address is left; run: sudo ifconfig lo0 alias " + address + " up")
        .orElse("port " + port + " is taken on every loopback address; end what listens there");
  }

  private static Stream<String> addresses(int first, int port, State wanted) {
    return IntStream.range(first, 255)
        .mapToObj(i -> NET + i)
        .filter(address -> state(address, port) == wanted);
  }

  private enum State {
    FREE,
    BUSY,
    ABSENT
  }

  private static State state(String address, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
      return State.FREE;
    } catch (BindException e) {
      // "Cannot" on Linux and Windows, "Can't" on macOS.
      return e.getMessage().contains("assign requested address") ? State.ABSENT : State.BUSY;
    } catch (IOException e) {
      return State.BUSY;
    }
  }

  private Loopback() {}
}
