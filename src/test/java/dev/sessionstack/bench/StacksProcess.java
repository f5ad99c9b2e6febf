package dev.sessionstack.bench;

import dev.sessionstack.store.Look;
import dev.sessionstack.store.StackCrowd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The part of the operator that watches stores, in a JVM of its own. At the first line that it
 * reads it begins, and answers with the milliseconds until something was known of each store. At
 * each line after that it answers with what came to an end since the one before: of the probes and
 * then of the censuses how many there were, in milliseconds the median, the 99th percentile and the
 * longest of the lateness, the same of the answers, and how many there were at once at the most.
 */
final class StacksProcess {

  /** A look, and when it ended by the clock of this JVM. */
  private record Ended(Look look, long at) {}

  private final Queue<Ended> probes = new ConcurrentLinkedQueue<>();
  private final Queue<Ended> censuses = new ConcurrentLinkedQueue<>();
  private final StackCrowd crowd;
  private final int stacks;

  private StacksProcess(List<Integer> ports, Duration interval) {
    stacks = ports.size();
    crowd = new StackCrowd(ports, interval);
    crowd.onLook(
        look -> probes.add(new Ended(look, System.nanoTime())),
        look -> censuses.add(new Ended(look, System.nanoTime())));
  }

  public static void main(String... arguments) throws IOException {
    Participant.hush();
    var interval = Duration.ofSeconds(Integer.parseInt(arguments[0]));
    var ports = Stream.of(arguments[1].split(",")).map(Integer::valueOf).toList();
    var process = new StacksProcess(ports, interval);
    try (var commands = new BufferedReader(new InputStreamReader(System.in))) {
      System.out.println("ready");
      commands.readLine();
      System.out.println(process.firstLooks(interval.multipliedBy(2)));
      while (commands.readLine() != null) {
        System.out.println(figures(process.probes) + " " + figures(process.censuses));
      }
    }
    System.exit(0);
  }

  private long firstLooks(Duration interval) {
    var begun = System.nanoTime();
    crowd.watch(interval, Benchmark.DEFAULT_PACE, Sessions.PREFIX);
    while (crowd.known() < stacks) {
      Benchmark.pause(Duration.ofMillis(10));
    }
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private static String figures(Queue<Ended> queue) {
    var looks = new ArrayList<Ended>();
    for (var look = queue.poll(); look != null; look = queue.poll()) {
      looks.add(look);
    }
    return "%d %s %s %d"
        .formatted(
            looks.size(), millis(looks, Look::late), millis(looks, Look::took), mostAtOnce(looks));
  }

  private static String millis(List<Ended> looks, Function<Look, Duration> figure) {
    var sorted = looks.stream().map(Ended::look).map(figure).sorted().toList();
    return sorted.isEmpty()
        ? "0 0 0"
        : "%d %d %d"
            .formatted(
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.get(sorted.size() * 99 / 100).toMillis(),
                sorted.get(sorted.size() - 1).toMillis());
  }

  /** Of the looks that were under way when one began, with it. */
  private static long mostAtOnce(List<Ended> looks) {
    return looks.stream()
        .mapToLong(
            one ->
                looks.stream()
                    .filter(other -> began(other) <= began(one) && other.at() > began(one))
                    .count())
        .max()
        .orElse(0);
  }

  private static long began(Ended look) {
    return look.at() - look.look().took().toNanos();
  }
}
