package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void readsArguments() {
    assertThat(Options.of()).isEqualTo(new Options(false, false, 0, false));
    assertThat(Options.of("--fake", "--port", "8001", "--once", "--help"))
        .isEqualTo(new Options(true, true, 8001, true));
  }

  @Test
  void refusesOthers() {
    assertThatThrownBy(() -> Options.of("--twice")).hasMessageContaining("--twice");
    assertThatThrownBy(() -> Options.of("--port")).hasMessageContaining("needs a port");
    assertThatThrownBy(() -> Options.of("--port", "70000")).hasMessageContaining("70000");
  }
}
