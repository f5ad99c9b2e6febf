package dev.sessionstack.bench;

import dev.sessionstack.store.StackCrowd;
import dev.sessionstack.store.StackCrowd.Look;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The part of the operator that watches stores, in a JVM of its own. At the first line that it
 * reads it begins to watch; at each, it answers with the figures of the looks that have ended since
 * the one before: how many, then in milliseconds the median, the 99th percentile and the longest of
 * the lag, the same of the answers; then the most looks at once.
 */
final class StacksProcess {

  private StacksProcess() {}

  public static void main(String... arguments) throws IOException {
    Participant.hush();
    var interval = Duration.ofSeconds(Integer.parseInt(arguments[0]));
    var ports = Stream.of(arguments[1].split(",")).map(Integer::valueOf).toList();
    try (var crowd = new StackCrowd(ports, interval);
        var commands = new BufferedReader(new InputStreamReader(System.in))) {
      System.out.println("ready");
      commands.readLine();
      crowd.watch();
      do {
        var looks = crowd.looks();
        System.out.printf(
            "%d %s %s %d%n",
            looks.size(), millis(looks, Look::lag), millis(looks, Look::took), crowd.mostOpen());
      } while (commands.readLine() != null);
    }
  }

  private static String millis(List<Look> looks, ToLongFunction<Look> figure) {
    var sorted = looks.stream().mapToLong(figure).sorted().toArray();
    return sorted.length == 0
        ? "0 0 0"
        : "%d %d %d"
            .formatted(
                sorted[sorted.length / 2] / 1_000_000,
                sorted[sorted.length * 99 / 100] / 1_000_000,
                sorted[sorted.length - 1] / 1_000_000);
  }
}
