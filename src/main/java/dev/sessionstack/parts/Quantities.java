package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Quantities as the API server writes them back: the largest suffix that leaves a whole number, of
 * the family that the user wrote in, and nothing smaller than a thousandth.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/api/resource/quantity.go">
 *     Quantity, "canonical form"</a>
 */
public final class Quantities {

  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigDecimal KILO = BigDecimal.valueOf(1000);

  /** No amount of anything needs more; to read a million digits takes a minute. */
  private static final int LONGEST = 64;

  /** The canonical form; the text itself where it is none that we know. */
  public static String canonical(String text) {
    if (text.length() > LONGEST || text.matches(".*[eE][-+]?[0-9]+")) {
      return text; // a family of its own, which the server keeps
    }
    BigDecimal amount;
    try {
      amount = Quantity.getAmountInBytes(new Quantity(text));
    } catch (RuntimeException e) { // no quantity: the plan has said so
      return text;
    }
    if (text.endsWith("i")) {
      return suffixed(amount.setScale(0, RoundingMode.CEILING), KIBI, BINARY);
    }
    if (amount.stripTrailingZeros().scale() > 0) {
      return amount.multiply(KILO).setScale(0, RoundingMode.CEILING).toPlainString() + "m";
    }
    return suffixed(amount, KILO, DECIMAL);
  }

  private static String suffixed(BigDecimal amount, BigDecimal base, String[] suffixes) {
    var exponent = 0;
    while (amount.signum() != 0
        && exponent < suffixes.length - 1
        && amount.remainder(base).signum() == 0) {
      amount = amount.divide(base);
      exponent++;
    }
    return amount.setScale(0, RoundingMode.CEILING).toPlainString() + suffixes[exponent];
  }

  private Quantities() {}
}
