package dev.sessionstack.chaos;

import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The packaged operator and the proxy before it, in a JVM that runs where the addresses of a
 * cluster's Services answer. Arguments are a folder with the files {@code account}, a kubeconfig
 * with a token, and {@code hosts}, and the seed of the weather. Commands, of which each is answered
 * with a line of figures, are {@code storm CHANCE}, {@code calm}, {@code kill} and {@code figures}.
 */
final class StormProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final Weather weather;
  private final FaultProxy proxy;
  private final OperatorProcess operator;
  private int kills;

  private StormProcess(Path folder, long seed) throws IOException {
    weather = new Weather(seed);
    var account = Config.fromKubeconfig(folder.resolve("account").toFile());
    proxy =
        new FaultProxy(
            URI.create(account.getMasterUrl()),
            new String(Base64.getDecoder().decode(account.getCaCertData()), StandardCharsets.UTF_8),
            weather);
    var kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, Storm.kubeconfig(proxy.url(), "", account.getAutoOAuthToken()));
    operator =
        new OperatorProcess(
            JAR,
            kubeconfig,
            new HostsFile(folder.resolve("hosts")),
            folder.resolve("operator.log"));
  }

  public static void main(String... arguments) throws IOException {
    try (var storm = new StormProcess(Path.of(arguments[0]), Long.parseLong(arguments[1]));
        var commands = new BufferedReader(new InputStreamReader(System.in))) {
      System.out.println(storm.figures());
      for (var line = commands.readLine(); line != null; line = commands.readLine()) {
        storm.obey(line.split(" "));
        System.out.println(storm.figures());
      }
    }
    System.exit(0);
  }

  private void obey(String... command) {
    switch (command[0]) {
      case "storm" -> weather.stormy(Double.parseDouble(command[1]));
      case "calm" -> weather.calm();
      case "kill" -> {
        operator.kill();
        operator.start();
        kills++;
      }
      default -> {
        // figures alone
      }
    }
    if (!operator.alive()) { // as a kubelet does
      operator.start();
    }
  }

  private String figures() {
    return "kills=%d writes=%d faults=%s".formatted(kills, proxy.writes(), weather.met());
  }

  @Override
  public void close() {
    operator.close();
    proxy.close();
  }
}
