package dev.sessionstack.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jboss.logmanager.Logger;

/**
 * A JVM of its own that does one thing when it is told to, and says what came of it: a line in, a
 * line out.
 */
final class Participant implements AutoCloseable {

  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final Process process;
  private final BufferedReader answers;

  private Participant(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts it, and waits for its first line. */
  static Participant start(List<String> flags, Class<?> main, Object... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (var argument : arguments) {
      command.add(argument.toString());
    }
    try {
      var participant =
          new Participant(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      participant.answer();
      return participant;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it to do something, and waits until it has. The answer is words. */
  List<String> tell(String command) {
    say(command);
    return answer();
  }

  /** Tells it to do something. Its answer is still to be had. */
  void say(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its next line. */
  List<String> answer() {
    try {
      var line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("a participant ended early: " + process);
      }
      return List.of(line.split(" "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a participant does first. Until Quarkus starts, its log keeps all that libraries say at
   * any level, and they say it for each command.
   */
  static void hush() {
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  long pid() {
    return process.pid();
  }

  /** CPU that a process has used since it began, user and system. */
  static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO);
  }

  /**
   * The most memory that a process ever had, in MiB; absent where there is no {@code /proc}.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">VmHWM</a>
   */
  Optional<Double> peakMemory() {
    try {
      var peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid() + "/status")));
      return peak.find() ? Optional.of(Long.parseLong(peak.group(1)) / 1024.0) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
