package dev.sessionstack.plan;

import java.util.Map;
import java.util.TreeMap;

/**
 * Labels of what we make.
 *
 * <p>Selectors of workloads are immutable, so they hold three names and nothing that a user or a
 * release could change (R4).
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/">Recommended
 *     labels</a>
 */
public final class Labels {

  public static final String NAME = "app.kubernetes.io/name";
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String COMPONENT = "app.kubernetes.io/component";
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Which pool of workers. */
  public static final String POOL = "sessionstack.dev/pool";

  /** Value of {@link #NAME} on everything that belongs to a stack. */
  public static final String STACK = "sessionstack";

  /** Value of {@link #MANAGED_BY}, and the name of the operator's Deployment. */
  public static final String OPERATOR = "sessionstack-operator";

  /** Selects what we made, and nothing else: what every informer of ours asks for (R23). */
  public static final String OURS = MANAGED_BY + "=" + OPERATOR + "," + NAME + "=" + STACK;

  /** What all pods of a stack have, whatever their component. */
  public static Map<String, String> ofStack(String stack) {
    var labels = new TreeMap<String, String>();
    labels.put(NAME, STACK);
    labels.put(INSTANCE, stack);
    return labels;
  }

  /** The immutable part, for selectors. */
  public static Map<String, String> selector(String stack, Component component) {
    var labels = ofStack(stack);
    labels.put(COMPONENT, component.label());
    return labels;
  }

  /** All labels of an object of ours. */
  public static Map<String, String> of(String stack, Component component) {
    var labels = selector(stack, component);
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }

  private Labels() {}
}
