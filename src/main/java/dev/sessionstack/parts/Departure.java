package dev.sessionstack.parts;

import java.util.function.UnaryOperator;

/**
 * How a live object goes that its stack no longer wants.
 *
 * @param <R> its kind
 */
public sealed interface Departure<R> {

  /** It is deleted, and what it owns with it. */
  record Deleted<R>() implements Departure<R> {}

  /** It is deleted, and what it owns stays. */
  record LeavingAll<R>() implements Departure<R> {}

  /**
   * It has to become something else before it may be deleted, which this brings about.
   *
   * @param change of the live object
   */
  record Prepared<R>(UnaryOperator<R> change) implements Departure<R> {}

  /** It is about to become that. */
  record Awaited<R>() implements Departure<R> {}
}
