package dev.sessionstack.bench;

import dev.sessionstack.store.CensusTaker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * The part of the operator that counts sessions, in a JVM of its own. Each line that it reads is a
 * prefix; it answers with the milliseconds that the census took, and the active sessions it found.
 */
final class CensusProcess {

  private CensusProcess() {}

  public static void main(String... arguments) throws IOException {
    Participant.hush();
    try (var taker = new CensusTaker(Integer.parseInt(arguments[0]));
        var commands = new BufferedReader(new InputStreamReader(System.in))) {
      System.out.println("ready");
      for (var prefix = commands.readLine(); prefix != null; prefix = commands.readLine()) {
        var begun = System.nanoTime();
        var count = taker.take(prefix);
        System.out.println((System.nanoTime() - begun) / 1_000_000 + " " + count.active());
      }
    }
  }
}
