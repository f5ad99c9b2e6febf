package dev.sessionstack.bench;

import dev.sessionstack.sandbox.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the app's users notice of a census: windows with and without one, in turn. */
final class ClientPart {

  /** For a change to settle, and for late answers to arrive. */
  private static final Duration BREATH = Duration.ofMillis(500);

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final RedisServer redis;
  private final Sessions sessions;
  private final Options options;

  ClientPart(RedisServer redis, Sessions sessions, Options options) {
    this.redis = redis;
    this.sessions = sessions;
    this.options = options;
  }

  /** Figures of a window; latencies in milliseconds. */
  private record Window(double requests, double p50, double p99, double longest) {
    static Window of(List<String> words) {
      return new Window(
          Long.parseLong(words.get(0)),
          Long.parseLong(words.get(1)) / 1000.0,
          Long.parseLong(words.get(2)) / 1000.0,
          Long.parseLong(words.get(3)) / 1000.0);
    }
  }

  void run() {
    Benchmark.say("| | min | median | max |%n| --- | --- | --- | --- |");
    try (var operator = Benchmark.operator(CensusProcess.class, redis.port());
        var client =
            Participant.start(
                List.of("-Xmx512m", "-Xmn256m", "-XX:+UseSerialGC"),
                ClientProcess.class,
                redis.port(),
                sessions.count(),
                sessions.bytes(),
                options.number("rate"))) {
      operator.tell("once 0");
      Benchmark.pause(WARM_UP);
      compare(
          "at %,d keys/s".formatted(Benchmark.DEFAULT_PACE),
          Benchmark.DEFAULT_PACE,
          operator,
          client);
      compare("without a limit", 0, operator, client);
      Benchmark.say("%nRequests of the client that failed: %s.", client.tell("window").get(4));
    }
  }

  private void compare(String name, int pace, Participant operator, Participant client) {
    var quiet = new ArrayList<Window>();
    var counted = new ArrayList<Window>();
    for (var i = 0; i < options.number("pairs"); i++) {
      // Each goes first in every second pair, so that a drift of the machine favours neither.
      var first = i % 2 == 0;
      if (first) {
        quiet.add(window(client));
      }
      operator.tell("begin " + pace);
      counted.add(window(client));
      operator.tell("end now");
      if (!first) {
        quiet.add(window(client));
      }
    }
    print(name, quiet, counted);
  }

  private Window window(Participant client) {
    Benchmark.pause(BREATH);
    client.tell("window");
    Benchmark.pause(Duration.ofSeconds(options.number("window")));
    return Window.of(client.tell("window"));
  }

  private static void print(String name, List<Window> quiet, List<Window> counted) {
    row("p50 without a census (ms)", Spread.of(quiet, Window::p50));
    row("p50, census %s (ms)".formatted(name), Spread.of(counted, Window::p50));
    row("p50 with / without", ratios(quiet, counted, Window::p50));
    row("p99 without a census (ms)", Spread.of(quiet, Window::p99));
    row("p99, census %s (ms)".formatted(name), Spread.of(counted, Window::p99));
    row("p99 with / without", ratios(quiet, counted, Window::p99));
    row("longest without a census (ms)", Spread.of(quiet, Window::longest));
    row("longest, census %s (ms)".formatted(name), Spread.of(counted, Window::longest));
  }

  private static Spread ratios(
      List<Window> quiet, List<Window> counted, ToDoubleFunction<Window> figure) {
    var ratios = new ArrayList<Double>();
    for (var i = 0; i < quiet.size(); i++) {
      ratios.add(figure.applyAsDouble(counted.get(i)) / figure.applyAsDouble(quiet.get(i)));
    }
    return Spread.of(ratios);
  }

  private static void row(String name, Spread spread) {
    Benchmark.say("| %s | %s |", name, spread.cells());
  }
}
