package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name means to the operator what it means to the pods. */
class HostsTest {

  @ParameterizedTest
  @CsvSource({
    "s3, s3.demo.svc",
    "s3.other, s3.other",
    "s3.other.svc, s3.other.svc",
    "10.1.2.3, 10.1.2.3",
    "localhost, localhost"
  })
  void a_name_without_a_dot_is_a_service_of_the_namespace(String host, String qualified) {
    assertThat(Hosts.qualified(host, "demo")).isEqualTo(qualified);
  }

  @ParameterizedTest
  @CsvSource({
    "http://s3:9000, http://s3.demo.svc:9000",
    "https://s3, https://s3.demo.svc",
    "https://minio.example.com:9000, https://minio.example.com:9000",
    "http://localhost:9000, http://localhost:9000"
  })
  void so_is_that_of_a_url(String url, String qualified) {
    assertThat(Hosts.qualifiedUrl(url, "demo")).isEqualTo(qualified);
  }
}
