package dev.sessionstack.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;

/** Reads {@link dev.sessionstack.api.Formats#BYTES}. */
final class Bytes {

  /**
   * The amount that a text means, or that of the default where there is none; the most that a long
   * holds, where it is more.
   */
  static long of(String text, String byDefault) {
    return Quantity.getAmountInBytes(new Quantity(text == null ? byDefault : text))
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  private Bytes() {}
}
