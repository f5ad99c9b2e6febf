package dev.sessionstack.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is remembered of queues from one look to the next: which message was next, and since when.
 * An operator that restarts begins anew, so all that it says of times is at least so.
 *
 * @param queues by name
 */
record QueueMemory(Map<String, Seen> queues) {

  /** Before the first look, and after one that told nothing: in between, all may have happened. */
  static final QueueMemory NONE = new QueueMemory(Map.of());

  /** A queue of which a task was taken within this time moves. Longer than from look to look. */
  private static final Duration JUST_NOW = Duration.ofSeconds(15);

  /** Younger tasks have no age: a queue that moves would have another one with each look. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  /**
   * A queue as it was seen last.
   *
   * @param heads by list
   * @param untouched since when none was taken
   * @param moved when one was last seen to have been taken
   */
  record Seen(
      QueueReading reading,
      Map<String, Waiting> heads,
      Instant untouched,
      Optional<Instant> moved) {}

  /** A message that is next in its list, and when it was first seen to be. */
  record Waiting(Head head, Instant since) {

    private Instant sent() {
      return head.sent().filter(sent -> sent.isBefore(since)).orElse(since);
    }
  }

  /** What a look adds to the memory, and what it says together with it. */
  record Step(QueueMemory memory, List<QueueDepth> depths) {}

  Step look(List<QueueReading> readings, Instant now) {
    var seen = new HashMap<String, Seen>();
    var depths = new ArrayList<QueueDepth>();
    for (var reading : readings) {
      var latest = seen(reading, Optional.ofNullable(queues.get(reading.name())), now);
      seen.put(reading.name(), latest);
      depths.add(
          new QueueDepth(
              reading.name(),
              reading.ready(),
              reading.unacked(),
              reading.approximate(),
              times(latest, now)));
    }
    return new Step(new QueueMemory(Map.copyOf(seen)), List.copyOf(depths));
  }

  private static Seen seen(QueueReading reading, Optional<Seen> before, Instant now) {
    var heads = new HashMap<String, Waiting>();
    reading
        .heads()
        .orElse(Map.of())
        .forEach(
            (list, head) ->
                heads.put(
                    list,
                    before
                        .map(seen -> seen.heads().get(list))
                        .filter(waiting -> waiting.head().equals(head))
                        .orElse(new Waiting(head, now))));
    var taken = before.filter(seen -> taken(seen, reading)).isPresent();
    return new Seen(
        reading,
        heads,
        before
            .filter(seen -> !taken && seen.reading().ready() > 0)
            .map(Seen::untouched)
            .orElse(now),
        taken ? Optional.of(now) : before.flatMap(Seen::moved));
  }

  /** An estimate of what is held changes by itself, so it proves nothing. */
  private static boolean taken(Seen before, QueueReading now) {
    var last = before.reading();
    var held = !last.approximate() && !now.approximate() && last.unacked() != now.unacked();
    return held
        || now.ready() < last.ready()
        || now.heads().isPresent()
            && before.heads().entrySet().stream()
                .anyMatch(
                    list -> !list.getValue().head().equals(now.heads().get().get(list.getKey())));
  }

  private static QueueTimes times(Seen seen, Instant now) {
    var reading = seen.reading();
    var moves =
        seen.moved().filter(at -> Duration.between(at, now).compareTo(JUST_NOW) < 0).isPresent();
    return new QueueTimes(
        old(seen.heads().values().stream().map(Waiting::sent), now),
        old(reading.oldestUnacked().stream(), now),
        Optional.of(seen.untouched())
            .filter(at -> reading.heads().isPresent() && reading.ready() > 0 && !moves));
  }

  /** The first of some times; absent where that is young. Full minutes, so that it stays one. */
  private static Optional<Instant> old(Stream<Instant> times, Instant now) {
    return times
        .min(Instant::compareTo)
        .filter(at -> Duration.between(at, now).compareTo(YOUNG) >= 0)
        .map(at -> at.plus(YOUNG).minusNanos(1).truncatedTo(ChronoUnit.MINUTES));
  }
}
