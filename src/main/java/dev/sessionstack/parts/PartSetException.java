package dev.sessionstack.parts;

import dev.sessionstack.plan.Component;
import java.util.Map;

/** Some objects of a {@link PartSet} could not be applied; all others were. */
public final class PartSetException extends RuntimeException {

  /** What an object belongs to, and why it could not be applied. */
  public record Refusal(Component component, RuntimeException cause) {}

  private final transient Map<String, Refusal> refusals;

  PartSetException(Map<String, Refusal> refusals) {
    super("could not apply " + refusals.keySet());
    this.refusals = refusals;
  }

  /** By name of the object. */
  public Map<String, Refusal> refusals() {
    return refusals;
  }
}
