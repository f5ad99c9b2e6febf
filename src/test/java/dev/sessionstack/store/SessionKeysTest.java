package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionKeysTest {

  @ParameterizedTest
  @CsvSource({
    "c, celery-task-meta-5f0b",
    "c, celery-taskset-meta-5f0b",
    "c, chord-unlock-5f0b",
    "c, celery",
    "c, celery\u0006\u00163",
    "c, celeryev.7a",
    "c, cpu-heavy",
    "c, cpu-heavy:3",
    "_, _kombu.binding.celery",
    "u, unacked",
    "un, unacked_index",
    "5, 5f0b-1.reply.celery.pidbox",
    "celery-task-meta-, celery-task-meta-5f0b",
  })
  void keys_of_celery_are_no_sessions(String prefix, String key) {
    assertThat(contains(prefix, key)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"c, c5f0b", "c, cpu", "celery, celery:5f0b", "session:, session:unacked", "u, u1"})
  void others_under_the_prefix_are(String prefix, String key) {
    assertThat(contains(prefix, key)).isTrue();
  }

  @Test
  void what_is_not_under_the_prefix_is_none() {
    assertThat(contains("session:", "sessions:1")).isFalse();
    assertThat(contains("session:", "s")).isFalse();
  }

  @Test
  void a_prefix_is_text_and_not_a_pattern() {
    assertThat(new SessionKeys("a*b?[c]\\", Set.of()).pattern())
        .isEqualTo("a\\*b\\?\\[c\\]\\\\*".getBytes(StandardCharsets.UTF_8));
  }

  private static boolean contains(String prefix, String key) {
    return new SessionKeys(prefix, Set.of("cpu-heavy"))
        .contains(key.getBytes(StandardCharsets.UTF_8));
  }
}
