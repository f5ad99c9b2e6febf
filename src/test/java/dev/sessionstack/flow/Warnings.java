package dev.sessionstack.flow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What this JVM logs as a warning or worse, while it is open. */
final class Warnings extends Handler implements AutoCloseable {

  private final List<String> said = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  static Warnings listen() {
    var warnings = new Warnings();
    warnings.setLevel(Level.WARNING);
    Logger.getLogger("").addHandler(warnings);
    return warnings;
  }

  /** What was said, each with the kind of what was thrown, if anything was. */
  List<String> said() {
    return said;
  }

  @Override
  public void publish(LogRecord log) {
    if (isLoggable(log)) {
      said.add(
          ExtLogRecord.wrap(log).getFormattedMessage()
              + (log.getThrown() == null ? "" : " " + log.getThrown()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
