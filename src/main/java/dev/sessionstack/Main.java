package dev.sessionstack;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;

/** Starts the operator. */
@QuarkusMain
public class Main {

  public static void main(String... args) {
    // Else the JVM would remember for ten seconds that a Service in the making has no address, and
    // for thirty which one a store used to have. Both are read once, at the first look-up.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Security.setProperty("networkaddress.cache.ttl", "5");
    Quarkus.run(args);
  }
}
