import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * The table of docs/disasters.md with the results of the tests that have just run: {@code java
 * .ci/Results.java FOLDER...}, folders with reports of surefire and failsafe. Ends with 1 where a
 * test of a rule failed, or is in no report of a tier that ran.
 */
class Results {

  private record Case(String type, String method, String result) {}

  private static final Pattern ROW = Pattern.compile("\\| (R\\d+) \\|(.*)\\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|E2E))(?:\\.(\\w+))?`");

  public static void main(String[] folders) throws Exception {
    var cases = new ArrayList<Case>();
    for (var folder : folders) {
      cases.addAll(folder.isEmpty() ? List.of() : cases(Path.of(folder)));
    }
    var tiers = tiers(cases);
    var bad = false;
    for (var line : Files.readAllLines(Path.of("docs", "disasters.md"))) {
      var row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
      var results = new TreeMap<String, Integer>();
      var tests = TEST.matcher(row.group(2));
      while (tests.find()) {
        var found = of(cases, tests.group(1), tests.group(2));
        if (found.isEmpty()) {
          var ran = tiers.contains(tier(tests.group(1)));
          results.merge((ran ? "MISSING " : "tier not run ") + tests.group(), 1, Integer::sum);
          bad |= ran;
        }
        for (var one : found) {
          results.merge(one.result(), 1, Integer::sum);
          bad |= one.result().equals("FAILED");
        }
      }
      System.out.printf("%-4s %s%n", row.group(1), results.isEmpty() ? "waits" : results);
    }
    System.exit(bad ? 1 : 0);
  }

  private static List<String> tiers(List<Case> cases) {
    return cases.stream().map(c -> tier(c.type())).distinct().toList();
  }

  private static String tier(String type) {
    return type.replaceAll(".*(Test|IT|E2E)$", "$1");
  }

  private static List<Case> of(List<Case> cases, String type, String method) {
    return cases.stream()
        .filter(c -> c.type().equals(type))
        .filter(c -> method == null || c.method().matches(method + "\\b.*"))
        .toList();
  }

  private static List<Case> cases(Path folder) throws Exception {
    var cases = new ArrayList<Case>();
    if (!Files.isDirectory(folder)) {
      return cases;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("TEST-")).toList()) {
        var tests =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testcase");
        for (var i = 0; i < tests.getLength(); i++) {
          var test = (Element) tests.item(i);
          var type = test.getAttribute("classname").replaceAll(".*\\.|\\[.*", "");
          cases.add(new Case(type, test.getAttribute("name"), result(test)));
        }
      }
    }
    return cases;
  }

  private static String result(Element test) {
    var failed =
        test.getElementsByTagName("failure").getLength()
            + test.getElementsByTagName("error").getLength();
    return failed > 0
        ? "FAILED"
        : test.getElementsByTagName("skipped").getLength() > 0 ? "skipped" : "passed";
  }
}
