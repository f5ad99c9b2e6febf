package dev.sessionstack.store;

/**
 * A target, with what is remembered of it from one look to the next. Two of one target are equal,
 * so that a watch keeps the one that it has.
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Remembered<?, ?> remembered && target.equals(remembered.target);
  }

  @Override
  public int hashCode() {
    return target.hashCode();
  }
}
