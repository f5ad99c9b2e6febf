package dev.sessionstack.bench;

import dev.sessionstack.store.CensusTaker;
import dev.sessionstack.store.SessionCount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.CompletableFuture;

/**
 * The part of the operator that counts sessions, in a JVM of its own. It reads lines of two words:
 *
 * <ul>
 *   <li>{@code once N}: takes one census at N keys per second, 0 for any number; answers with the
 *       milliseconds that it took, and the active sessions that it found
 *   <li>{@code begin N}: takes one census after another, until the next line
 *   <li>{@code end now}: ends that
 * </ul>
 */
final class CensusProcess {

  private final CensusTaker taker;
  private volatile boolean going;
  private volatile CompletableFuture<SessionCount> census = new CompletableFuture<>();

  private CensusProcess(CensusTaker taker) {
    this.taker = taker;
  }

  public static void main(String... arguments) throws IOException {
    Participant.hush();
    try (var taker = new CensusTaker(Integer.parseInt(arguments[0]));
        var commands = new BufferedReader(new InputStreamReader(System.in))) {
      var process = new CensusProcess(taker);
      System.out.println("ready");
      for (var line = commands.readLine(); line != null; line = commands.readLine()) {
        var words = line.split(" ");
        System.out.println(process.done(words[0], words[1]));
      }
    }
  }

  private String done(String what, String number) {
    return switch (what) {
      case "once" -> once(Integer.parseInt(number));
      case "begin" -> {
        going = true;
        next(Integer.parseInt(number));
        yield "begun";
      }
      default -> {
        going = false;
        census.cancel(false);
        yield "ended";
      }
    };
  }

  private String once(int keysPerSecond) {
    var begun = System.nanoTime();
    var count = taker.take(Sessions.PREFIX, keysPerSecond).join();
    return (System.nanoTime() - begun) / 1_000_000 + " " + count.active();
  }

  private void next(int keysPerSecond) {
    if (going) {
      census = taker.take(Sessions.PREFIX, keysPerSecond);
      census.thenRunAsync(() -> next(keysPerSecond));
    }
  }
}
