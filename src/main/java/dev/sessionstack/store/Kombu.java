package dev.sessionstack.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where Celery's Redis transport keeps things; seen with Celery 5.7.0 and kombu 5.7.0.
 *
 * <ul>
 *   <li>A queue is a list of its name. A message of priority 0 to 9 goes to the list of the highest
 *       step not above it, by default of 0, 3, 6 and 9; all but 0 are {@code <queue><sep><step>}.
 *   <li>What a worker took and has not acknowledged is in the hash {@code unacked}: delivery tag to
 *       JSON {@code [message, exchange, routing key]}. The sorted set {@code unacked_index} has the
 *       same tags, by the time they were taken. Both change in one transaction.
 *   <li>Messages are put into a list at its beginning and taken from its end; what a worker gives
 *       back comes to the end.
 *   <li>{@code _kombu.binding.<exchange>} is a set of {@code <routing key><sep><regular expression,
 *       for topics><sep><queue>}.
 * </ul>
 *
 * <p>What is not seen: a message between a worker's BRPOP and its HSET, some milliseconds; fanout
 * messages, which are published and never stored; and everything where the app sets {@code
 * global_keyprefix} or {@code unacked_key} among its {@code broker_transport_options}.
 *
 * @see <a href="https://github.com/celery/kombu/blob/v5.7.0/kombu/transport/redis.py">kombu's
 *     source: {@code QoS.append}, {@code _q_for_pri}, {@code _queue_bind}</a>
 */
final class Kombu {

  static final byte[] UNACKED = bytes("unacked");
  static final byte[] UNACKED_INDEX = bytes("unacked_index");

  /** The default. */
  private static final String SEPARATOR = "\u0006\u0016";

  /**
   * What the docs of Celery advise, together with {@code priority_steps} of their own.
   *
   * @see <a href="https://docs.celeryq.dev/en/stable/userguide/routing.html">Redis Message
   *     Priorities</a>
   */
  private static final String ADVISED_SEPARATOR = ":";

  private static final int MOST_PRIORITY = 9;

  /** The first second of 2009, when Celery began, and of the year 3000. */
  private static final double FIRST = 1230768000;

  private static final double LAST = 32503680000d;

  /** Characters in a routing key, which is a short string of AMQP. */
  private static final int LONGEST = 255;

  /**
   * The lists that a queue may consist of, whatever steps the app has configured.
   *
   * @param known the names of all queues, since one may be called as another's list is
   */
  static List<String> lists(String queue, Set<String> known) {
    return Stream.concat(
            Stream.of(queue),
            Stream.of(SEPARATOR, ADVISED_SEPARATOR)
                .flatMap(
                    separator ->
                        IntStream.rangeClosed(1, MOST_PRIORITY)
                            .mapToObj(step -> queue + separator + step))
                .filter(list -> !known.contains(list)))
        .toList();
  }

  /** The key of the bindings of an exchange. */
  static byte[] bindings(String exchange) {
    return bytes("_kombu.binding." + exchange);
  }

  /**
   * The channel of the workers' heartbeats, from the prefix of a database, the exchange of events
   * and the routing key of this one. So it is since Celery 4, unless an app sets {@code
   * fanout_prefix} or {@code fanout_patterns} among its {@code broker_transport_options}, or {@code
   * event_exchange}.
   *
   * @see <a
   *     href="https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html">
   *     Fanout prefix, fanout patterns</a>
   * @see <a href="https://github.com/celery/celery/blob/v5.7.0/celery/events/event.py">celery's
   *     source: {@code get_exchange}</a>
   */
  static byte[] heartbeats(int database) {
    return bytes("/" + database + ".celeryev/worker.heartbeat");
  }

  /**
   * The queues that a message went to. A topic may have sent it to several, each of which got a
   * copy: which of them this copy is of, nobody knows.
   */
  static Set<String> queues(List<byte[]> bindings, String routingKey) {
    return bindings.stream()
        .map(Kombu::text)
        .map(text -> text.split(text.contains(SEPARATOR) ? SEPARATOR : ADVISED_SEPARATOR, -1))
        .filter(binding -> binding.length == 3)
        .filter(
            binding ->
                binding[1].isEmpty()
                    ? binding[0].equals(routingKey)
                    : topic(binding[0], routingKey))
        .map(binding -> binding[2])
        .collect(Collectors.toSet());
  }

  /**
   * Whether a topic matches: {@code *} is a word and {@code #} is any text. Where versions of kombu
   * differ this takes the wider view, that {@code *} may have dots within: a message that is
   * counted for too many queues does less harm than one that is counted for none.
   *
   * <p>The regular expression in the binding says the same, but it came over the wire, and matching
   * it may take for ever; this takes time in proportion to both lengths.
   *
   * @see <a href="https://github.com/celery/kombu/blob/v5.7.0/kombu/transport/virtual/exchange.py">
   *     {@code TopicExchange}</a>
   */
  static boolean topic(String topic, String key) {
    if (topic.length() > LONGEST || key.length() > LONGEST) {
      return true; // no routing key of AMQP, so nobody can tell
    }
    var read = new boolean[key.length() + 1]; // whether the topic so far stands for so much of it
    read[0] = true;
    var words = topic.split("\\.", -1);
    for (var w = 0; w < words.length; w++) {
      if (w > 0) {
        read = text(read, key, ".");
      }
      read =
          switch (words[w]) {
            case "*" -> wild(read, key, false);
            case "#" -> wild(read, key, true);
            default -> text(read, key, words[w]);
          };
    }
    return read[key.length()];
  }

  private static boolean[] text(boolean[] read, String key, String text) {
    var next = new boolean[read.length];
    for (var i = 0; i + text.length() < read.length; i++) {
      next[i + text.length()] = read[i] && key.startsWith(text, i);
    }
    return next;
  }

  private static boolean[] wild(boolean[] read, String key, boolean anything) {
    var next = new boolean[read.length];
    var before = false;
    for (var i = 0; i < read.length; i++) {
      next[i] = anything ? before || read[i] : before && key.charAt(i - 1) != '.';
      before |= read[i];
    }
    return next;
  }

  /**
   * A time as Python's {@code time.time()} tells it, in seconds since 1970; absent where that makes
   * no sense.
   */
  static Optional<Instant> time(double seconds) {
    return seconds > FIRST && seconds < LAST
        ? Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)))
        : Optional.empty();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Kombu() {}
}
