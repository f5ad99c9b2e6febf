package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final int LONGEST = 32768;

  @Test
  void a_message_that_is_too_long_is_cut() {
    assertThat(Verdict.no("T", "R", "a".repeat(LONGEST + 5)).message()).hasSize(LONGEST);
    assertThat(Verdict.no("T", "R", "a".repeat(LONGEST)).message()).hasSize(LONGEST);
  }

  /** R2: half of one would be kept as a question mark, and differ from the message for ever. */
  @Test
  void no_character_is_cut_in_half() {
    var message = Verdict.no("T", "R", "a".repeat(LONGEST - 1) + "\ud83d\ude00").message();
    assertThat(message).isEqualTo("a".repeat(LONGEST - 1));
  }
}
