package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts that the CRD lets pass, among them some that no long can hold. */
class BytesTest {

  @ParameterizedTest
  @CsvSource({"1k, 1000", "100Mi, 104857600", "10000000Ti, 9223372036854775807"})
  void an_amount_is_read(String text, long bytes) {
    assertThat(Bytes.of(text, "1")).isEqualTo(bytes);
  }
}
