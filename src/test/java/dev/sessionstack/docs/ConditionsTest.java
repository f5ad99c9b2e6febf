package dev.sessionstack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a condition can say, {@code docs/conditions.md} explains, and nothing else. */
class ConditionsTest {

  private static final Path PAGE = Path.of("docs/conditions.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^## `(\\w+)`$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  @Test
  void every_type_has_a_heading() throws IOException {
    assertThat(found(HEADING)).isEqualTo(Reasons.types());
  }

  @Test
  void every_reason_has_a_row() throws IOException {
    assertThat(found(ROW)).isEqualTo(Reasons.all());
  }

  private static Set<String> found(Pattern pattern) throws IOException {
    return pattern
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
