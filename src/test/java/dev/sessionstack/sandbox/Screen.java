package dev.sessionstack.sandbox;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines that scroll, and below them a table. A terminal sees it redrawn in place; elsewhere a row
 * is printed when it changes.
 */
final class Screen {
  private static final String ESC = "\033[";
  private static final String NO_WRAP = ESC + "?7l";
  private static final String WRAP = ESC + "?7h";
  private static final String CLEAR_BELOW = ESC + "J";

  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, String> printed = new LinkedHashMap<>();
  private List<String> drawn = List.of();
  private boolean titled;
  private boolean left;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The standard output. */
  static Screen standard() {
    return new Screen(System.out, isTerminal());
  }

  /** A line that stays. */
  synchronized void say(String line) {
    if (left) {
      return;
    }
    if (terminal && !drawn.isEmpty()) {
      var table = drawn;
      erase();
      out.println(line);
      draw(table);
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** The table as it is now. */
  synchronized void show(List<StackRow> rows) {
    if (left) {
      return;
    }
    if (terminal) {
      var table = StackRow.table(rows);
      if (!table.equals(drawn)) {
        erase();
        draw(table);
      }
    } else {
      rows.forEach(this::print);
    }
    out.flush();
  }

  /** From now on nothing is news. */
  synchronized void leave() {
    left = true;
  }

  private void print(StackRow row) {
    if (!row.withoutAge().equals(printed.put(row.name(), row.withoutAge()))) {
      if (!titled) {
        out.println(StackRow.TITLE.line());
        titled = true;
      }
      out.println(row.line());
    }
  }

  private void erase() {
    if (!drawn.isEmpty()) {
      out.print(ESC + drawn.size() + "A\r" + CLEAR_BELOW);
      drawn = List.of();
    }
  }

  /** Without wrapping, so that as many lines are erased as were drawn. */
  private void draw(List<String> table) {
    out.print(NO_WRAP);
    table.stream().map(Screen::cut).forEach(out::println);
    out.print(WRAP);
    drawn = table;
  }

  /** Where the terminal tells its width: with a sign that there is more. */
  private static String cut(String line) {
    var columns = Optional.ofNullable(System.getenv("COLUMNS")).orElse("");
    var width = columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : 120;
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  /** Since Java 22 there is a Console even for files and pipes; it can be asked. */
  private static boolean isTerminal() {
    var console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
