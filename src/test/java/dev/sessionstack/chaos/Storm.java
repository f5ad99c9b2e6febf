package dev.sessionstack.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An operator in bad weather, somewhere else on this machine: see {@link StormProcess}. */
public final class Storm implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Process process;
  private final BufferedReader answers;

  /**
   * Starts it, with no faults yet.
   *
   * @param enter a prefix of commands, with which addresses of Services answer
   * @param folder with the files {@code account} and {@code hosts}
   */
  public Storm(List<String> enter, Path folder, long seed) {
    var command = new ArrayList<>(enter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(StormProcess.class.getName());
    command.add(folder.toAbsolutePath().toString());
    command.add(Long.toString(seed));
    try {
      process =
          new ProcessBuilder(command).redirectError(folder.resolve("storm.log").toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      answer();
    } catch (IOException e) {
      throw new IllegalStateException("no storm: see " + folder, e);
    }
  }

  /** Who one is and where, as a kubeconfig; without an authority on plain HTTP. */
  public static String kubeconfig(String server, String authority, String token) {
    return """
    apiVersion: v1
    kind: Config
    current-context: storm
    clusters:
      - name: storm
        cluster: {server: "%s", certificate-authority-data: "%s"}
    contexts:
      - name: storm
        context: {cluster: storm, user: storm}
    users:
      - name: storm
        user: {token: "%s"}
    """
        .formatted(
            server,
            Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)),
            token)
        .replace(", certificate-authority-data: \"\"", "");
  }

  /** So many of the requests meet a fault from now on: 0 to 1. */
  public void rage(double chance) {
    tell("storm " + chance);
  }

  /** No faults from now on. */
  public void calm() {
    tell("calm");
  }

  /** Kills the operator as a crash does, and starts it again. */
  public void kill() {
    tell("kill");
  }

  /** How often it was killed, how much it wrote, and which faults it met. */
  public String figures() {
    return tell("figures");
  }

  private String tell(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return answer();
    } catch (IOException e) {
      throw new IllegalStateException(command, e);
    }
  }

  private String answer() throws IOException {
    for (var line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("kills=")) { // and nothing that a library says
        return line;
      }
    }
    throw new IOException("it has ended");
  }

  @Override
  public void close() throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
