package dev.sessionstack.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An expression in Prometheus' language. */
record Query(String text) {

  /** What is no metric: texts, selectors, ranges, and labels that are grouped by. */
  private static final Pattern OTHER =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|on|without|ignoring|group_left|group_right)"
              + "\\s*\\([^)]*\\)");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|\\w)");
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "on");

  /** The metrics that it reads. */
  Set<String> metrics() {
    // Texts first: they may hold braces.
    var bare = text.replaceAll("\"[^\"]*\"", "\"\"");
    return NAME.matcher(OTHER.matcher(bare).replaceAll(" "))
        .results()
        .map(MatchResult::group)
        .filter(name -> !OPERATORS.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
