package dev.sessionstack.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Checks what the schema cannot: that quantities are quantities, and requests fit under limits. */
final class Resources {

  static void check(
      ResourceRequirements resources,
      Component component,
      String field,
      Consumer<Problem> problems) {
    var limits = amounts(resources.getLimits(), component, field + ".limits", problems);
    var requests = amounts(resources.getRequests(), component, field + ".requests", problems);
    requests.forEach(
        (name, request) -> {
          var limit = limits.get(name);
          if (limit != null && request.compareTo(limit) > 0) {
            problems.accept(
                Problem.holds(
                    component,
                    "RequestAboveLimit",
                    field + ".requests." + name,
                    resources.getRequests().get(name)
                        + " is above limits."
                        + name
                        + " "
                        + resources.getLimits().get(name)
                        + "; lower the request or raise the limit"));
          }
        });
  }

  /** The bytes of a quantity; absent where there is none or it is none. */
  static Optional<BigDecimal> amount(Quantity quantity) {
    try {
      return Optional.ofNullable(quantity).map(Quantity::getNumericalAmount);
    } catch (RuntimeException e) { // fabric8 throws several for what is no quantity
      return Optional.empty();
    }
  }

  private static Map<String, BigDecimal> amounts(
      Map<String, Quantity> quantities,
      Component component,
      String field,
      Consumer<Problem> problems) {
    var amounts = new TreeMap<String, BigDecimal>();
    if (quantities == null) {
      return amounts;
    }
    quantities.forEach(
        (name, quantity) ->
            amount(quantity)
                .ifPresentOrElse(
                    amount -> amounts.put(name, amount),
                    () ->
                        problems.accept(
                            Problem.holds(
                                component,
                                "InvalidQuantity",
                                field + "." + name,
                                "'"
                                    + quantity
                                    + "' is no quantity; write for instance 500m or 256Mi"))));
    return amounts;
  }

  private Resources() {}
}
