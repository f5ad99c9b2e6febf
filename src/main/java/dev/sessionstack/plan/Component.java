package dev.sessionstack.plan;

/** A component of a stack: the unit that is held back, deleted and reported on by itself. */
public enum Component {
  /** The UI instances and the Service in front of them. */
  UI("ui"),
  /** The session store that the operator makes. */
  STORE("redis"),
  /** The pools of workers. */
  WORKERS("worker"),
  /** The one that sends periodic tasks. */
  SCHEDULER("scheduler"),
  /** The server that the app calls. */
  BACKEND("backend"),
  /** The server that serves a model. */
  MODEL_SERVER("model-server"),
  /** The bucket, which is nobody's pod: what is wrong with it holds back nothing else. */
  BUCKET("bucket"),
  /** The keys that the app signs with, where the user brings them: no object of ours. */
  SESSION("session"),
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
