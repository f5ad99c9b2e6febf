package dev.sessionstack.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docs/metrics.md} explains. That it explains what there is, a flow test shows. */
public final class MetricsPage {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (gauge|counter|histogram) \\|");
  private static final Pattern ALERT = Pattern.compile("(?m)^### (SessionStack\\w+)$");

  /** Names of metrics; of histograms, those of their parts. */
  public static Set<String> metrics() {
    var names = new TreeSet<String>();
    ROW.matcher(text())
        .results()
        .forEach(
            row -> {
              if (row.group(2).equals("histogram")) {
                names.add(row.group(1) + "_bucket");
                names.add(row.group(1) + "_count");
                names.add(row.group(1) + "_sum");
                names.add(row.group(1) + "_max");
              } else {
                names.add(row.group(1));
              }
            });
    return names;
  }

  /** Names of alerts. */
  static Set<String> alerts() {
    return ALERT
        .matcher(text())
        .results()
        .map((MatchResult heading) -> heading.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text() {
    try {
      return Files.readString(Path.of("docs/metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MetricsPage() {}
}
