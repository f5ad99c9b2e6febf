package dev.sessionstack.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Which request meets which fault. The same seed has the same faults in the same order. */
final class Weather {

  private static final Fault[] OF_WATCHES =
      Stream.of(Fault.values())
          .filter(fault -> fault.isOfWatch() || fault == Fault.REFUSED || fault == Fault.DELAYED)
          .toArray(Fault[]::new);
  private static final Fault[] OF_WRITES =
      Stream.of(Fault.values()).filter(fault -> !fault.isOfWatch()).toArray(Fault[]::new);
  private static final Fault[] OF_READS =
      Stream.of(OF_WRITES).filter(fault -> fault != Fault.CONFLICT).toArray(Fault[]::new);

  private final Random random;
  private final Map<Fault, Integer> met = new EnumMap<>(Fault.class);
  private volatile double chance;

  Weather(long seed) {
    random = new Random(seed);
  }

  /** No faults from now on. */
  void calm() {
    chance = 0;
  }

  /** How many of the requests meet a fault: 0 to 1. */
  void stormy(double chance) {
    this.chance = chance;
  }

  synchronized Optional<Fault> next(boolean watch, boolean write) {
    if (random.nextDouble() >= chance) {
      return Optional.empty();
    }
    var among = watch ? OF_WATCHES : write ? OF_WRITES : OF_READS;
    var fault = among[random.nextInt(among.length)];
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
