package dev.sessionstack.docs;

import dev.sessionstack.api.LoadBalancerSpec.ServiceSpec;
import dev.sessionstack.plan.Reference;
import dev.sessionstack.status.Failure;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.StoreReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types and reasons of conditions, as the source code has them. Reasons are made in four ways
 * only: by {@code Problem}, {@code Health}, {@code Verdict} and {@code Failure}; the argument that
 * is the reason is read from each call. What is no literal must be known here.
 */
final class Reasons {

  private static final Path SOURCE = Path.of("src/main/java/dev/sessionstack");

  private static final Pattern CALL =
      Pattern.compile(
          "\\b(Problem\\.(?:holds|warns)|Health\\.(?:ready|progressing|broken)"
              + "|Verdict\\.(?:yes|no|unknown)|new Health|new Failure)\\(");

  private static final Pattern TYPE = Pattern.compile("static final String [A-Z_]+ = \"(\\w+)\"");
  private static final Pattern SET = Pattern.compile("Set\\.of\\(([^)]*)\\)");
  private static final Pattern EQUALS = Pattern.compile("reason\\.equals\\(\"(\\w+)\"\\)");
  private static final Pattern WORD = Pattern.compile("\"([A-Z][A-Za-z]+)\"");

  /** Reasons that no condition shows: a probe's answer, or another name, stands in for them. */
  private static final Set<String> NEVER_SHOWN = Set.of("External", "ErrImagePull", "Scaling");

  /** Every type of condition. */
  static Set<String> types() throws IOException {
    var types = new TreeSet<String>();
    try (var files = Files.list(SOURCE.resolve("status"))) {
      for (var file : files.filter(f -> f.toString().endsWith("Rules.java")).toList()) {
        types.addAll(words(TYPE, Files.readString(file)));
      }
    }
    return types;
  }

  /** Every reason that a condition may have. */
  static Set<String> all() throws IOException {
    var reasons = new TreeSet<String>();
    try (var files = Files.walk(SOURCE)) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        var source = Files.readString(file);
        var call = CALL.matcher(source);
        while (call.find()) {
          var before = source.substring(0, call.start());
          if (!before.endsWith("record ") && !before.endsWith("public ")) {
            reasons.addAll(of(call.group(1), arguments(source, call.end()), source, file));
          }
        }
      }
    }
    reasons.removeAll(NEVER_SHOWN);
    return reasons;
  }

  private static Set<String> of(String call, List<String> arguments, String source, Path file) {
    var reason =
        switch (call.substring(0, call.indexOf(call.startsWith("new") ? ' ' : '.'))) {
          case "Problem" -> arguments.get(1);
          case "Health" -> arguments.get(0);
          default -> arguments.get(1);
        };
    if (reason.matches("(.* \\? )?\"\\w+\"( : \"\\w+\")?")) {
      return words(WORD, reason);
    }
    if (reason.startsWith("Failure.")) {
      return constants(Failure.class);
    }
    if (reason.endsWith(".kind() + \"Missing\"")) {
      return names(Reference.Kind.values(), "Missing");
    }
    if (reason.endsWith("reason().name()")) {
      return names(
          file.endsWith("BucketRules.java")
              ? BucketReport.Reason.values()
              : StoreReport.Reason.values(),
          "");
    }
    if (reason.equals("type.name()")) {
      return names(ServiceSpec.Type.values(), "");
    }
    if (file.endsWith("PodTrouble.java")) { // the kubelet's
      return kubelet(source);
    }
    if (reason.equals("unknown.reason()")) { // beside those of the store
      return Set.of(QueueReport.PERMISSION_DENIED, QueueReport.NOT_A_QUEUE);
    }
    if (reason.matches("reason|.*reason\\(\\)")) {
      return Set.of(); // passed on
    }
    throw new AssertionError("what reasons are " + reason + " in " + file + "? Say so here");
  }

  private static Set<String> kubelet(String source) {
    var words = words(EQUALS, source);
    SET.matcher(source).results().forEach(set -> words.addAll(words(WORD, set.group(1))));
    return words;
  }

  private static Set<String> words(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult word) -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> constants(Class<?> type) {
    var values = new TreeSet<String>();
    for (var field : type.getFields()) {
      try {
        values.add((String) field.get(null));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return values;
  }

  private static Set<String> names(Enum<?>[] values, String ending) {
    var names = new TreeSet<String>();
    Stream.of(values).forEach(value -> names.add(value.name() + ending));
    return names;
  }

  /** The arguments of a call, from behind its opening parenthesis. */
  private static List<String> arguments(String source, int start) {
    var arguments = new ArrayList<String>();
    var current = new StringBuilder();
    var depth = 0;
    var quoted = false;
    for (var i = start; ; i++) {
      var c = source.charAt(i);
      if (c == '"' && source.charAt(i - 1) != '\\') {
        quoted = !quoted;
      }
      if (!quoted && depth == 0 && (c == ',' || c == ')')) {
        arguments.add(current.toString().strip());
        current.setLength(0);
        if (c == ')') {
          return arguments;
        }
        continue;
      }
      if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      }
      current.append(c);
    }
  }

  private Reasons() {}
}
