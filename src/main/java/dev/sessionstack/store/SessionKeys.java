package dev.sessionstack.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which keys are sessions: those under a prefix. Where tasks and sessions share a database, and the
 * prefix is a short one, Celery's keys are under it as well, and no sessions.
 *
 * @see <a href="https://github.com/celery/celery/blob/v5.6.0/celery/backends/base.py">Celery's
 *     source: {@code KeyValueStoreBackend}</a>
 */
final class SessionKeys {

  /** What keys of Celery's start with: bindings, results, chords, events. */
  private static final List<String> CELERY =
      List.of(
          "_kombu.",
          "celery-task-meta-",
          "celery-taskset-meta-",
          "chord-unlock-",
          "celeryev.",
          "unacked");

  /** What the replies to a remote control are kept in: a name drawn at random, and this. */
  private static final byte[] REPLIES = bytes(".celery.pidbox");

  private final String prefix;
  private final byte[] start;
  private final List<byte[]> others;
  private final Set<String> lists;

  /**
   * @param queues whose lists are no sessions either
   */
  SessionKeys(String prefix, Collection<String> queues) {
    this.prefix = prefix;
    this.start = bytes(prefix);
    this.others =
        CELERY.stream()
            .filter(other -> other.startsWith(prefix) || prefix.startsWith(other))
            .map(SessionKeys::bytes)
            .toList();
    var known = new HashSet<>(queues);
    known.add("celery"); // Celery's default, whoever works on it
    var all = new HashSet<String>();
    known.stream()
        .flatMap(queue -> Kombu.lists(queue, known).stream())
        .filter(list -> list.startsWith(prefix))
        .forEach(all::add);
    this.lists = Set.copyOf(all);
  }

  /** For MATCH. A prefix is text, and that is a glob. */
  byte[] pattern() {
    return bytes(prefix.replaceAll("([\\\\*?\\[\\]^])", "\\\\$1") + "*");
  }

  boolean contains(byte[] key) {
    return startsWith(key, start)
        && others.stream().noneMatch(other -> startsWith(key, other))
        && !endsWith(key, REPLIES)
        && (lists.isEmpty() || !lists.contains(new String(key, StandardCharsets.UTF_8)));
  }

  private static boolean startsWith(byte[] key, byte[] start) {
    return key.length >= start.length
        && Arrays.equals(key, 0, start.length, start, 0, start.length);
  }

  private static boolean endsWith(byte[] key, byte[] end) {
    return key.length >= end.length
        && Arrays.equals(key, key.length - end.length, key.length, end, 0, end.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
