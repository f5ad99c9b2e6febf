package dev.sessionstack.status;

/**
 * Numbers as a status shows them: exact below 1000, then three digits, so that it does not flutter.
 */
final class Figures {

  static long rounded(long number) {
    var unit = 1L;
    while (number / unit >= 1000) {
      unit *= 10;
    }
    return Math.round((double) number / unit) * unit;
  }

  private Figures() {}
}
