package dev.sessionstack.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSearchTest {

  private final SecretSearch search =
      new SecretSearch()
          .remember("a/b.password", "p\"ss w\u00f6rd+1\n")
          .remember("a/b.pin", "1234");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:p\"ss w\u00f6rd+1@host",
        "{\"x\": \"p\\\"ss w\u00f6rd+1\"}",
        "redis://:p%22ss+w%C3%B6rd%2B1@host",
        "redis://:p%22ss%20w%C3%B6rd%2B1@host",
        "data: cCJzcyB3w7ZyZCsx",
        "data: cCJzcyB3w7ZyZCsxCg==",
      })
  void a_value_is_found_however_it_is_written(String text) {
    assertThat(search.in("there", text)).containsExactly("a/b.password in there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pass word", "1234"})
  void what_is_no_value_is_not_found(String text) {
    assertThat(search.in("there", text)).isEmpty();
  }

  @Test
  void a_value_is_found_in_a_file(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("log"), "x\n\u0000secret-value\n");
    assertThat(new SecretSearch().remember("n", "secret-value").in(file)).hasSize(1);
  }

  @Test
  void a_value_is_found_in_the_environment_of_a_process() throws IOException {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return;
    }
    var command = new ProcessBuilder("sleep", "60");
    command.environment().put("HIDDEN", "secret-value");
    var process = command.start();
    try {
      var found = new SecretSearch().remember("n", "secret-value").inProcess("it", process.pid());
      assertThat(found).singleElement().asString().contains("environ");
    } finally {
      process.destroyForcibly();
    }
  }
}
