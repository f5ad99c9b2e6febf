package dev.sessionstack.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own checks, from the {@code PATH}: Debian has them in its package prometheus. */
public record Promtool(Path program) {

  private static final String ADVICE =
      "####### What promtool checks is SKIPPED: it is not on the PATH."
          + " Install Debian's package prometheus #######";

  /** Quarkus loads this class anew for every test class; the property is the JVM's. */
  private static final String SAID = "sessionstack.promtool.advice";

  /**
   * @param code 0 where all is well, 3 where something is only unusual
   * @param output all that was said
   */
  public record Result(int code, String output) {}

  /** Where it is; the test is skipped, loudly, where it is not. */
  public static Promtool orSkip() {
    var found = find();
    if (found.isEmpty() && System.setProperty(SAID, "said") == null) {
      System.err.println(ADVICE);
    }
    Assumptions.assumeTrue(found.isPresent(), "there is no promtool");
    return found.get();
  }

  /** Where it is. */
  public static Optional<Promtool> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Promtool::new);
  }

  /** What it thinks of a page of metrics. */
  public Result checkMetrics(String page) throws Exception {
    return run(page, "check", "metrics");
  }

  /** Runs it to its end. */
  public Result run(String input, String... arguments) throws IOException, InterruptedException {
    var in = Files.createTempFile("promtool", ".in");
    var out = Files.createTempFile("promtool", ".out");
    try {
      Files.writeString(in, input);
      var process =
          new ProcessBuilder(
                  Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList())
              .redirectInput(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("promtool ends").isTrue();
      return new Result(process.exitValue(), Files.readString(out));
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}
