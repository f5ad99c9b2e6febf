package dev.sessionstack.status;

import java.util.Optional;

/** Numbers as a status shows them, so that it does not flutter. */
final class Figures {

  /** Exact below 1000, then three digits. */
  static long rounded(long number) {
    return rounded(number, 1000);
  }

  /**
   * For what is never the same twice in an app that is used: two digits, and as before where it
   * differs by less than a tenth.
   */
  static long steady(long number, Optional<Long> before) {
    return before
        .filter(last -> Math.abs(number - last) < last / 10.0)
        .orElseGet(() -> rounded(number, 100));
  }

  /** A percentage, as before where it differs by one: a store at rest is now 0% and now 1% full. */
  static int steady(int percent, Optional<Integer> before) {
    return before.filter(last -> Math.abs(percent - last) <= 1).orElse(percent);
  }

  private static long rounded(long number, long below) {
    var unit = 1L;
    while (number / unit >= below) {
      unit *= 10;
    }
    return Math.round((double) number / unit) * unit;
  }

  private Figures() {}
}
