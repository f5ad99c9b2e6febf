package dev.sessionstack.store;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets so many things go on at once; the others wait for their turn, and hold no thread. */
final class Turns {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Turns(int most) {
    free = most;
  }

  /**
   * Begins something when it is its turn; the turn ends with it.
   *
   * @return completes as that does; one that completes before its turn is never begun
   */
  <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> thing) {
    var result = new CompletableFuture<T>();
    begin(
        () -> {
          if (result.isDone()) {
            end();
            return;
          }
          var begun = thing.get();
          begun.whenComplete(
              (value, failure) -> {
                end();
                if (failure == null) {
                  result.complete(value);
                } else {
                  result.completeExceptionally(failure);
                }
              });
          result.whenComplete((value, failure) -> begun.cancel(false));
        });
    return result;
  }

  private void begin(Runnable turn) {
    synchronized (waiting) {
      if (free == 0) {
        waiting.add(turn);
        return;
      }
      free--;
    }
    turn.run();
  }

  private void end() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.run();
  }
}
