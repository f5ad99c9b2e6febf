package dev.sessionstack.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What several runs gave. One figure alone says little on a machine that others use too. */
record Spread(double min, double median, double max) {

  static Spread of(List<Double> figures) {
    var sorted = figures.stream().sorted().toList();
    var middle = sorted.size() / 2;
    var median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
  }

  static <T> Spread of(List<T> runs, ToDoubleFunction<T> figure) {
    return of(runs.stream().map(figure::applyAsDouble).toList());
  }

  /** Three cells of a table. */
  String cells() {
    return "%s | %s | %s".formatted(text(min), text(median), text(max));
  }

  /** To three digits or so. */
  static String text(double figure) {
    return figure >= 100
        ? String.format(Locale.ROOT, "%,.0f", figure)
        : String.format(Locale.ROOT, figure >= 10 ? "%.1f" : "%.2f", figure);
  }
}
