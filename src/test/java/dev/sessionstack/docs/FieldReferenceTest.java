package dev.sessionstack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The field references are those of the CRDs. */
class FieldReferenceTest {

  @ParameterizedTest
  @CsvSource({"sessionstacks, reference", "sessionrevocations, reference-revocation"})
  void the_page_is_what_the_crd_says(String kind, String name) throws IOException {
    var reference = FieldReference.of(Path.of("crds", kind + ".sessionstack.dev-v1.yml"));
    var page = Path.of("docs", name + ".md");
    if (System.getProperty("update") != null) {
      Files.writeString(page, reference);
    }
    assertThat(page)
        .as("out of date; run ./mvnw test -Dtest=FieldReferenceTest -Dupdate and commit it")
        .content()
        .isEqualTo(reference);
  }
}
