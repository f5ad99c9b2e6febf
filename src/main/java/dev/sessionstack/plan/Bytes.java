package dev.sessionstack.plan;

import io.fabric8.kubernetes.api.model.Quantity;

/** Reads {@link dev.sessionstack.api.Formats#BYTES}. */
final class Bytes {

  /** The amount that a text means, or that of the default where there is none. */
  static long of(String text, String byDefault) {
    return Quantity.getAmountInBytes(new Quantity(text == null ? byDefault : text))
        .longValueExact();
  }

  private Bytes() {}
}
