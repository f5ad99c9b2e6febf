package dev.sessionstack.plan;

/** A component of a stack: the unit that is held back, deleted and reported on by itself. */
public enum Component {
  /** The UI instances and the Service in front of them. */
  UI("ui"),
  /** The session store that the operator makes. */
  STORE("redis"),
  /** The Ingress or the HTTPRoute in front of the Service. */
  EDGE("edge"),
  /** ServiceAccount and Secrets that the others stand on. */
  ACCESS("access");

  private final String label;

  Component(String label) {
    this.label = label;
  }

  /** The value of {@code app.kubernetes.io/component}. Part of selectors: it never changes. */
  public String label() {
    return label;
  }
}
