package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row as kube-apiserver 1.34 answers it. */
class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "1024Mi,1Gi",
    "0.5Gi,512Mi",
    "1.5Gi,1536Mi",
    "256Mi,256Mi",
    "1000Mi,1000Mi",
    "1000m,1",
    "0.5,500m",
    "500m,500m",
    "1000,1k",
    "1000M,1G",
    "2,2",
    "0,0",
    "1e3,1e3",
    "1500,1500",
    "lots,lots"
  })
  void are_written_as_the_server_writes_them(String given, String canonical) {
    assertThat(Quantities.canonical(given)).isEqualTo(canonical);
  }
}
