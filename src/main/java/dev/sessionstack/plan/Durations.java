package dev.sessionstack.plan;

import java.time.Duration;
import java.util.regex.Pattern;

/** Reads {@link dev.sessionstack.api.Formats#DURATION}. */
final class Durations {

  private static final Pattern PART = Pattern.compile("([0-9]+)([hms])");

  /** The span that a text means, or that of the default where there is none. */
  static Duration of(String text, String byDefault) {
    var sum = Duration.ZERO;
    var part = PART.matcher(text == null ? byDefault : text);
    while (part.find()) {
      var number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
              });
    }
    return sum;
  }

  private Durations() {}
}
