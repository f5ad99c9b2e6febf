package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The objects, their one line of versions, and enough history for watches to resume. */
final class Store {
  /** Older changes are forgotten: a watch that asks for them gets 410 and lists anew. */
  private static final int HISTORY = 2048;

  private final Map<String, Map<Key, ObjectNode>> objects = new HashMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final Set<Consumer<Change>> watches = new LinkedHashSet<>();

  /** Begins well above 1, which JOSDK writes when it means "must not exist yet". */
  private long version = 1000;

  private long forgotten = version;

  /** Where an object is kept. */
  record Key(String storage, String namespace, String name) implements Comparable<Key> {
    static Key of(String storage, ObjectNode object) {
      return new Key(
          storage,
          Json.text(object, "metadata", "namespace"),
          Json.text(object, "metadata", "name"));
    }

    @Override
    public int compareTo(Key other) {
      var order = namespace.compareTo(other.namespace);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  /** One write; there is no before when it created the object, and no after when it deleted it. */
  record Change(long version, Key key, ObjectNode before, ObjectNode after) {}

  long version() {
    return version;
  }

  ObjectNode get(Key key) {
    return objects.getOrDefault(key.storage(), Map.of()).get(key);
  }

  List<ObjectNode> list(String storage, Predicate<? super ObjectNode> selector) {
    return objects.getOrDefault(storage, Map.of()).values().stream().filter(selector).toList();
  }

  /** Shows every object of every kind; the visitor may write. */
  void each(BiConsumer<Key, ObjectNode> visitor) {
    var all = new ArrayList<Map.Entry<Key, ObjectNode>>();
    objects.values().forEach(kept -> all.addAll(Map.copyOf(kept).entrySet()));
    all.forEach(entry -> visitor.accept(entry.getKey(), entry.getValue()));
  }

  void put(Key key, ObjectNode object) {
    Json.metadata(object).put("resourceVersion", String.valueOf(++version));
    var kept = objects.computeIfAbsent(key.storage(), storage -> new TreeMap<>());
    record(new Change(version, key, kept.put(key, object), object));
  }

  /** Removes an object; what the watchers see last has a version of its own. */
  ObjectNode remove(Key key) {
    var last = objects.get(key.storage()).remove(key).deepCopy();
    Json.metadata(last).put("resourceVersion", String.valueOf(++version));
    record(new Change(version, key, last, null));
    return last;
  }

  private void record(Change change) {
    history.add(change);
    if (history.size() > HISTORY) {
      forgotten = history.remove().version();
    }
    List.copyOf(watches).forEach(watch -> watch.accept(change));
  }

  /** Feeds a watch with the changes since a version, and with all that follow. */
  void watch(Consumer<Change> watch, long since) {
    if (since < forgotten || since > version) {
      throw ApiError.expired(since + " (" + version + ")");
    }
    history.stream().filter(change -> change.version() > since).forEach(watch);
    watches.add(watch);
  }

  void unwatch(Consumer<Change> watch) {
    watches.remove(watch);
  }
}
