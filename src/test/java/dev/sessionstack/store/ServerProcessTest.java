package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerProcessTest {

  @ParameterizedTest
  @CsvSource({
    "6.2.14, false",
    "7.0.15, false",
    "7.2.0, true",
    "7.10.1, true",
    "8.0.2, true",
    "new, false",
    "7, false"
  })
  void no_touch_is_since_7_2(String version, boolean known) {
    assertThat(ServerProcess.of("redis_version:" + version + "\r\nrun_id:a\r\n").knowsNoTouch())
        .isEqualTo(known);
  }

  @Test
  void a_server_that_does_not_tell_may_be_another() {
    var one = ServerProcess.of("# Server\r\nrun_id:a\r\n");
    assertThat(one.isSame(ServerProcess.of("run_id:a"))).isTrue();
    assertThat(one.isSame(ServerProcess.of("run_id:b"))).isFalse();
    assertThat(ServerProcess.of("").isSame(ServerProcess.of(""))).isFalse();
  }
}
