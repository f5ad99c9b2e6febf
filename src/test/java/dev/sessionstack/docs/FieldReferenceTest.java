package dev.sessionstack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The field reference is that of the CRD. */
class FieldReferenceTest {

  private static final Path CRD = Path.of("crds/sessionstacks.sessionstack.dev-v1.yml");
  private static final Path PAGE = Path.of("docs/reference.md");

  @Test
  void the_page_is_what_the_crd_says() throws IOException {
    var reference = FieldReference.of(CRD);
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, reference);
    }
    assertThat(PAGE)
        .as("out of date; run ./mvnw test -Dtest=FieldReferenceTest -Dupdate and commit it")
        .content()
        .isEqualTo(reference);
  }
}
