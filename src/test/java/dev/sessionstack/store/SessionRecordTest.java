package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRecordTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": 12.5}",
        "{\"expire_at\": 12.5, \"username\": \"ada\", \"data\": {\"username\": \"eve\"}}",
        "{\"data\": {\"a\": [1, {\"b\": NaN}]}, \"username\": \"ada\", \"expire_at\": 12.5}",
        "{\"data\": {}, \"username\": \"eve\", \"username\": \"ada\", \"expire_at\": 12.5} \n",
        "{\"more\": null, \"data\": {}, \"username\": \"\\u0061da\", \"expire_at\": 1.25e1}",
      })
  void what_an_app_in_python_may_write_is_a_record(String json) {
    assertThat(record(json)).contains(new SessionRecord("ada", 12.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "{",
        "[]",
        "null",
        "{\"username\": \"ada\", \"expire_at\": 1}",
        "{\"data\": {}, \"expire_at\": 1}",
        "{\"data\": {}, \"username\": \"ada\"}",
        "{\"data\": [], \"username\": \"ada\", \"expire_at\": 1}",
        "{\"data\": {}, \"username\": 1, \"expire_at\": 1}",
        "{\"data\": {}, \"username\": null, \"expire_at\": 1}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": \"1\"}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": true}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": NaN}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": 1e999}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": 1}}",
        "{\"data\": {}, \"username\": \"ada\", \"expire_at\": 1} {}",
      })
  void anything_else_is_none(String json) {
    assertThat(record(json)).isEmpty();
  }

  @Test
  void data_may_be_nested_as_deep_as_its_app_can_write_it() {
    var deep = "[".repeat(5000) + "]".repeat(5000);
    assertThat(record("{\"data\": {\"a\": " + deep + "}, \"username\": \"ada\", \"expire_at\": 1}"))
        .isPresent();
  }

  @Test
  void no_more_than_the_value_is_read_of_a_buffer() {
    var value = "{\"data\": {}, \"username\": \"ada\", \"expire_at\": 1}";
    var buffer = (value + "rest of the one before").getBytes(StandardCharsets.UTF_8);
    assertThat(SessionRecord.of(buffer, value.length())).isPresent();
  }

  private static Optional<SessionRecord> record(String json) {
    return SessionRecord.of(json.getBytes(StandardCharsets.UTF_8));
  }
}
