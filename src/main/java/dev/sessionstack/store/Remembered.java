package dev.sessionstack.store;

/**
 * A target, with what is remembered of it from one look to the next.
 *
 * @param <T> the target
 * @param <M> the memory; replaced as a whole by one look after another, never by two
 */
final class Remembered<T, M> {

  private final T target;
  private volatile M memory;

  Remembered(T target, M memory) {
    this.target = target;
    this.memory = memory;
  }

  T target() {
    return target;
  }

  M memory() {
    return memory;
  }

  void remember(M memory) {
    this.memory = memory;
  }
}
