package dev.sessionstack.chaos;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Which request meets which fault. The same seed has the same faults in the same order. */
final class Weather {

  private static final int READS = 10;

  private final Random random;
  private final Set<Fault> faults;
  private final Map<Fault, Integer> met = new EnumMap<>(Fault.class);
  private volatile double chance;

  /** With every fault that there is. */
  Weather(long seed) {
    this(seed, EnumSet.allOf(Fault.class));
  }

  /** With these faults alone. */
  Weather(long seed, Set<Fault> faults) {
    this.random = new Random(seed);
    this.faults = faults;
  }

  /** No faults from now on. */
  void calm() {
    chance = 0;
  }

  /**
   * How many of the requests meet a fault: 0 to 1. Of the reads it is a tenth of that: an operator
   * begins with dozens, and ends where one of them fails, so that none would ever start.
   */
  void stormy(double chance) {
    this.chance = chance;
  }

  synchronized Optional<Fault> next(boolean watch, boolean write) {
    var among = faults.stream().filter(fault -> fault.canMeet(watch, write)).toList();
    var likely = watch || write ? chance : chance / READS;
    if (among.isEmpty() || random.nextDouble() >= likely) {
      return Optional.empty();
    }
    var fault = among.get(random.nextInt(among.size()));
    met.merge(fault, 1, Integer::sum);
    return Optional.of(fault);
  }

  synchronized int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** How often each was met so far. */
  synchronized Map<Fault, Integer> met() {
    return new EnumMap<>(met);
  }
}
