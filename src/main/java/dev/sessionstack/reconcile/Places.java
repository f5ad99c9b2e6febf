package dev.sessionstack.reconcile;

import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.store.StackId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Where the sessions of each stack are, as it was last planned. It spares whoever acts on sessions
 * to plan stacks as well.
 */
@ApplicationScoped
class Places {

  private final Map<StackId, SessionPlace> places = new ConcurrentHashMap<>();
  private volatile Consumer<StackId> listener = id -> {};

  void put(StackId id, SessionPlace place) {
    if (!place.equals(places.put(id, place))) {
      listener.accept(id);
    }
  }

  void forget(StackId id) {
    places.remove(id);
  }

  /** Absent where there is no such stack, or none that was looked at. */
  Optional<SessionPlace> of(StackId id) {
    return Optional.ofNullable(places.get(id));
  }

  /**
   * Who is told that the sessions of a stack are somewhere else, or are there for the first time.
   */
  void onNews(Consumer<StackId> listener) {
    this.listener = listener;
  }
}
