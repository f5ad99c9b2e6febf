package dev.sessionstack.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Texts that have broken programs: they end lines, run commands, climb folders, or are long. */
final class HostileText {

  /** It stands in every text that is more than a value, so that it can be found again. */
  static final String MARK = "hostile";

  /** What no program of ours may read as more than a text. */
  private static final List<String> ATTACKS =
      List.of(
          "",
          " ",
          "\n",
          "\u0000",
          "~",
          "null",
          "true",
          "0",
          "1e999",
          "hostile\nmodule load /tmp/x.so",
          "hostile\r\nrequirepass x\r\n",
          "hostile\" \\\nsave \"",
          "'hostile'; id; '",
          "`touch hostile`",
          "$(touch hostile)",
          "${hostile}",
          "hostile && id || id | id > /x",
          "hostile: {a: [b, *c, &d, !!e]} # f",
          "- hostile",
          "--hostile=1",
          "%s%n%x hostile",
          "{{ .hostile }}",
          "../../../hostile",
          "/../hostile/..",
          "hostile\u001b[31m\u0007\b",
          "hostile\u202e\u200b\ufeff",
          "h\u00f6stile \u65e5\u672c hostile",
          "\ud83d\ude00 hostile",
          "<script>hostile</script>",
          "\\x00\\n\\u0000hostile",
          "hostile".repeat(10_000));

  /** What fits the stricter patterns. */
  private static final List<String> VALUES =
      List.of(
          "hostile",
          "a",
          "hostile-1",
          "x".repeat(20),
          "x".repeat(40),
          "x".repeat(63),
          "x".repeat(253),
          "x".repeat(512),
          "hostile.example.com",
          "10.0.0.1",
          "1s",
          "99999h99999h99999h",
          "0s",
          "1Gi",
          "999999999999999Ti",
          "1",
          "100m",
          "-1",
          ".5",
          "1e3",
          "1E-99",
          "1e999999999",
          "9".repeat(5000),
          "hostile:1",
          "hostile\u0001:1",
          "registry.example.com/hostile@sha256:" + "0".repeat(64),
          "/hostile",
          "/$(hostile)",
          "/..;/hostile\u0001",
          "https://hostile.example.com:9000",
          "http://a",
          "hostile.tasks:app",
          "shop..x:",
          "hostile!/_.=-",
          "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~hostile",
          "\\hostile\"");

  static final List<String> ALL = Stream.concat(ATTACKS.stream(), VALUES.stream()).toList();

  private static final Map<JsonNode, List<String>> FITTING = new ConcurrentHashMap<>();

  /** Those that a schema lets through. */
  static List<String> fitting(JsonNode schema) {
    return FITTING.computeIfAbsent(schema, HostileText::filtered);
  }

  private static List<String> filtered(JsonNode schema) {
    var pattern = Pattern.compile(ofGo(schema.path("pattern").asText("")));
    var least = schema.path("minLength").asInt(0);
    var most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    var fitting = new ArrayList<String>();
    for (var text : ALL) {
      var length = text.codePointCount(0, text.length());
      if (length >= least && length <= most && pattern.matcher(text).find()) {
        fitting.add(text);
      }
    }
    return List.copyOf(fitting);
  }

  /** To Go a dollar is the very end; to Java a line break may follow. */
  private static String ofGo(String pattern) {
    return pattern.endsWith("$") ? pattern.substring(0, pattern.length() - 1) + "\\z" : pattern;
  }

  private HostileText() {}
}
