package dev.sessionstack.reconcile;

import dev.sessionstack.store.StackId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often each stack was reconciled since the operator started. */
final class Passes {

  /**
   * @param complete passes in which all was applied
   * @param incomplete passes in which something could not be applied
   */
  record Count(long complete, long incomplete) {

    private Count plus(Count other) {
      return new Count(complete + other.complete, incomplete + other.incomplete);
    }
  }

  private static final Count NONE = new Count(0, 0);

  private final Map<StackId, Count> counts = new ConcurrentHashMap<>();

  void add(StackId id, boolean complete) {
    counts.merge(id, complete ? new Count(1, 0) : new Count(0, 1), Count::plus);
  }

  Count of(StackId id) {
    return counts.getOrDefault(id, NONE);
  }

  void forget(StackId id) {
    counts.remove(id);
  }
}
