package dev.sessionstack.bench;

import dev.sessionstack.sandbox.RedisServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a census takes, beside other ways to count; what it costs the operator and the store.
 */
final class CensusPart {

  private final RedisServer redis;
  private final Sessions sessions;
  private final List<Rival> rivals;
  private final int rounds;

  CensusPart(RedisServer redis, Sessions sessions, List<Rival> rivals, int rounds) {
    this.redis = redis;
    this.sessions = sessions;
    this.rivals = rivals;
    this.rounds = rounds;
  }

  /** A census and what it cost. */
  private record Taken(double seconds, double cpu, double storeCpu) {}

  /** Fills the store, and measures. */
  void run() {
    var some = sessions.count() / 10;
    sessions.fill(redis.port(), 0, some);
    var small = peak(some);
    sessions.fill(redis.port(), some, sessions.count());
    var taken = new ArrayList<Taken>();
    Map<Rival, List<Double>> others = new LinkedHashMap<>();
    try (var operator = Benchmark.operator(CensusProcess.class, redis.port())) {
      var first = take(operator, sessions.count());
      for (var i = 0; i < rounds; i++) {
        taken.add(take(operator, sessions.count()));
        for (var rival : rivals) {
          others
              .computeIfAbsent(rival, r -> new ArrayList<>())
              .add(rival.seconds(sessions.count()));
        }
      }
      print(taken, others);
      Benchmark.say("The first census of a new process: %s s.", Spread.text(first.seconds()));
      Benchmark.say(
          "Peak memory of the process: %s MiB with %,d sessions, %s MiB with %,d.",
          small, some, memory(operator), sessions.count());
    }
  }

  private void print(List<Taken> taken, Map<Rival, List<Double>> others) {
    Benchmark.say("| | min | median | max |%n| --- | --- | --- | --- |");
    row("census, every record (s)", Spread.of(taken, Taken::seconds));
    others.forEach((rival, seconds) -> row(rival.name() + " (s)", Spread.of(seconds)));
    others.forEach(
        (rival, seconds) -> {
          var ratios = new ArrayList<Double>();
          for (var i = 0; i < rounds; i++) {
            ratios.add(taken.get(i).seconds() / seconds.get(i));
          }
          row("census / " + rival.name(), Spread.of(ratios));
        });
    row("CPU of the operator for a census (s)", Spread.of(taken, Taken::cpu));
    row("CPU of the store for a census (s)", Spread.of(taken, Taken::storeCpu));
    Benchmark.say("");
  }

  private static void row(String name, Spread spread) {
    Benchmark.say("| %s | %s |", name, spread.cells());
  }

  /** What a process needs at the most that counts so many, several times. */
  private String peak(int count) {
    try (var operator = Benchmark.operator(CensusProcess.class, redis.port())) {
      for (var i = 0; i < rounds; i++) {
        take(operator, count);
      }
      return memory(operator);
    }
  }

  private Taken take(Participant operator, int expected) {
    var cpu = Participant.cpu(operator.pid());
    var storeCpu = Participant.cpu(redis.pid());
    var answer = operator.tell("once 0");
    if (!answer.get(1).equals(String.valueOf(expected))) {
      throw new IllegalStateException("the census counted " + answer.get(1));
    }
    return new Taken(
        Double.parseDouble(answer.get(0)) / 1000,
        Participant.cpu(operator.pid()).minus(cpu).toMillis() / 1000.0,
        Participant.cpu(redis.pid()).minus(storeCpu).toMillis() / 1000.0);
  }

  private static String memory(Participant operator) {
    return operator.peakMemory().map(Spread::text).orElse("?");
  }
}
