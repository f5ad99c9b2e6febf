package dev.sessionstack.plan;

import java.util.Optional;

/**
 * Something in the spec, or in what it refers to, that the API server could not know.
 *
 * @param component what it concerns
 * @param pool which pool of workers, where it concerns only one
 * @param effect whether the component is held back or merely warned about
 * @param reason one word in PascalCase, for a condition
 * @param field path of the field to change, for instance {@code spec.ui.resources.requests.cpu}
 * @param advice what is wrong and what to do
 */
public record Problem(
    Component component,
    Optional<String> pool,
    Effect effect,
    String reason,
    String field,
    String advice) {

  /** What a user named may stand in them; a status has room for many problems. */
  private static final int LONGEST = 400;

  public Problem {
    field = Excerpt.plain(field, LONGEST);
    advice = Excerpt.plain(advice, LONGEST);
  }

  /** What a problem does. */
  public enum Effect {
    /** Nothing of the component is created, changed or deleted until it is mended. */
    HOLDS,
    /** Applied as asked; the user is told. */
    WARNS
  }

  public static Problem holds(Component component, String reason, String field, String advice) {
    return new Problem(component, Optional.empty(), Effect.HOLDS, reason, field, advice);
  }

  public static Problem warns(Component component, String reason, String field, String advice) {
    return new Problem(component, Optional.empty(), Effect.WARNS, reason, field, advice);
  }

  /** The same problem, of one pool of workers: the others go on. */
  Problem ofPool(String name) {
    return new Problem(component, Optional.of(name), effect, reason, field, advice);
  }

  /** Field and advice, as a condition shows them. */
  public String message() {
    return field + ": " + advice;
  }
}
