package dev.sessionstack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of {@code docs/disasters.md}: every rule has its tests, and they are there. */
class DisastersTest {

  private static final Pattern ROW = Pattern.compile("\\| (R\\d+) \\|(.*)\\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|E2E))(?:\\.(\\w+))?`");

  @Test
  void every_rule_has_a_row() throws IOException {
    assertThat(rows().keySet())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 28).mapToObj(n -> "R" + n).toList());
  }

  @TestFactory
  Stream<DynamicTest> every_rule_has_tests_or_says_what_it_waits_for() throws IOException {
    return rows().entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () -> {
                      if (!row.getValue().contains("Waits")) {
                        assertThat(tests(row.getValue())).isNotEmpty();
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_test_that_is_named_is_there() throws IOException {
    return rows().values().stream()
        .flatMap(row -> tests(row).stream())
        .distinct()
        .map(test -> DynamicTest.dynamicTest(test, () -> assertThat(isThere(test)).isTrue()));
  }

  private static boolean isThere(String test) throws IOException {
    var method = test.replaceFirst("^\\w+\\.?", "");
    try (var files = Files.walk(Path.of("src", "test", "java"))) {
      for (var file :
          files.filter(f -> f.endsWith(test.replaceFirst("\\..*", "") + ".java")).toList()) {
        return method.isEmpty() || Files.readString(file).contains(" " + method + "(");
      }
    }
    return false;
  }

  private static List<String> tests(String row) {
    return TEST.matcher(row)
        .results()
        .map(
            found ->
                found.group(2) == null ? found.group(1) : found.group(1) + "." + found.group(2))
        .toList();
  }

  private static Map<String, String> rows() throws IOException {
    return Files.readAllLines(Path.of("docs", "disasters.md")).stream()
        .map(ROW::matcher)
        .filter(java.util.regex.Matcher::matches)
        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
  }
}
