package dev.sessionstack.bench;

import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What it costs one operator to watch the stores of many stacks, and how late its looks are. */
final class StacksPart {

  /** Sessions in each store. */
  private static final int SESSIONS = 200;

  private final RedisBinary binary;
  private final Options options;

  StacksPart(RedisBinary binary, Options options) {
    this.binary = binary;
    this.options = options;
  }

  void run() {
    var servers = new ArrayList<RedisServer>();
    try {
      for (var i = 0; i < options.number("servers"); i++) {
        servers.add(Benchmark.redis(binary, "store-" + i));
        new Sessions(SESSIONS, options.number("bytes")).fill(servers.get(i).port(), 0, SESSIONS);
      }
      Benchmark.say(
          "Each is probed every %d s, and its %d sessions are counted every %d s.%n",
          options.number("interval"), SESSIONS, 2 * options.number("interval"));
      Benchmark.say(
          "| | looks | late p50 / p99 / longest (ms) | answer p50 / p99 / longest (ms) | at once |"
              + "%n| --- | --- | --- | --- | --- |");
      watch("all serve", ports(servers, 0, 0));
      var hanging = Benchmark.redis(binary, "hanging");
      servers.add(hanging);
      hanging.pause();
      try {
        var count = options.number("hanging");
        watch(
            count + " hang", ports(servers.subList(0, servers.size() - 1), hanging.port(), count));
      } finally {
        hanging.resume();
      }
    } finally {
      servers.forEach(RedisServer::close);
    }
  }

  /** A port for each stack, those of stores that hang in between. */
  private List<Integer> ports(List<RedisServer> servers, int hangingPort, int hanging) {
    var stacks = options.number("stacks");
    var every = hanging == 0 ? Integer.MAX_VALUE : Math.max(1, stacks / hanging);
    return IntStream.range(0, stacks)
        .map(
            i ->
                hanging > 0 && i % every == 0 && i / every < hanging
                    ? hangingPort
                    : servers.get(i % servers.size()).port())
        .boxed()
        .toList();
  }

  private void watch(String name, List<Integer> ports) {
    var list = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    var interval = Duration.ofSeconds(options.number("interval"));
    try (var operator = Benchmark.operator(StacksProcess.class, interval.toSeconds(), list)) {
      Benchmark.say(
          "| %s: something known of each store after %s ms | | | | |",
          name, operator.tell("begin").get(0));
      look(name + ", the first interval", operator, interval);
      look(name + ", after that", operator, interval.multipliedBy(options.number("looks")));
    }
  }

  private static void look(String name, Participant operator, Duration time) {
    var cpu = Participant.cpu(operator.pid());
    Benchmark.pause(time);
    var said = operator.tell("looks");
    var used = Participant.cpu(operator.pid()).minus(cpu);
    row(name + ": probes", said.subList(0, 8));
    row(name + ": censuses", said.subList(8, 16));
    Benchmark.say(
        "| %s: CPU %.2f s per minute, peak memory %s MiB | | | | |",
        name,
        used.toMillis() / 1000.0 * 60 / time.toSeconds(),
        operator.peakMemory().map(Spread::text).orElse("?"));
  }

  private static void row(String name, List<String> said) {
    Benchmark.say(
        "| %s | %s | %s | %s | %s |",
        name,
        said.get(0),
        String.join(" / ", said.subList(1, 4)),
        String.join(" / ", said.subList(4, 7)),
        said.get(7));
  }
}
