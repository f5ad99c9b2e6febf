package dev.sessionstack.bench;

import dev.sessionstack.store.LookTimes;
import dev.sessionstack.store.StackCrowd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The part of the operator that watches stores, in a JVM of its own. It begins at the first line
 * that it reads, and at each it answers with what came to an end since the one before: of the
 * probes and then of the censuses how many there were, in milliseconds the median, the 99th
 * percentile and the longest of the lag, the same of the answers, and the most at once so far.
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
      crowd.watch(interval.multipliedBy(2), Benchmark.DEFAULT_PACE, Sessions.PREFIX);
      do {
        System.out.println(figures(crowd.probes()) + " " + figures(crowd.censuses()));
      } while (commands.readLine() != null);
    }
  }

  private static String figures(LookTimes times) {
    var looks = times.ended();
    return "%d %s %s %d"
        .formatted(
            looks.size(),
            millis(looks.stream().flatMapToLong(look -> look.lag().stream())),
            millis(looks.stream().mapToLong(LookTimes.Look::took)),
            times.mostOpen());
  }

  private static String millis(LongStream nanos) {
    var sorted = nanos.sorted().toArray();
    return sorted.length == 0
        ? "0 0 0"
        : "%d %d %d"
            .formatted(
                sorted[sorted.length / 2] / 1_000_000,
                sorted[sorted.length * 99 / 100] / 1_000_000,
                sorted[sorted.length - 1] / 1_000_000);
  }
}
