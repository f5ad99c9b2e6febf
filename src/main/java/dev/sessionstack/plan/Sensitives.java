package dev.sessionstack.plan;

import java.util.Map;
import java.util.TreeMap;

/** Data of Secrets, wrapped so that no record prints it. */
public final class Sensitives {

  static Map<String, Sensitive> of(Map<String, String> data) {
    var wrapped = new TreeMap<String, Sensitive>();
    data.forEach((key, value) -> wrapped.put(key, new Sensitive(value)));
    return wrapped;
  }

  /** The plain data, for the Secret that carries it. */
  public static Map<String, String> reveal(Map<String, Sensitive> data) {
    var plain = new TreeMap<String, String>();
    data.forEach((key, value) -> plain.put(key, value.reveal()));
    return plain;
  }

  private Sensitives() {}
}
