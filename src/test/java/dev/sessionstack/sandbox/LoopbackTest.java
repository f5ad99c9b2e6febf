package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackTest {

  @Test
  void two_who_ask_before_either_listens_get_two_addresses() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var one = Loopback.free(port);
    var other = Loopback.free(port);

    assertThat(one).isPresent();
    assumeTrue(Loopback.spare(port).isPresent(), "there is one address only");
    assertThat(other).isPresent().isNotEqualTo(one);
  }
}
