package dev.sessionstack.plan;

/**
 * An object of the user's that a stack depends on, in the stack's namespace.
 *
 * @param kind Secret or ConfigMap
 * @param name its name
 * @param field the field of the spec that names it
 * @param optional whether the stack can do without it
 * @param own whether it is to be the user's in place of one that we would make
 */
public record Reference(Kind kind, String name, String field, boolean optional, boolean own) {

  /** What can be referred to. */
  public enum Kind {
    Secret,
    ConfigMap
  }

  /** Which object it is, whoever refers to it. */
  public record Target(Kind kind, String name) {}

  public Target target() {
    return new Target(kind, name);
  }
}
