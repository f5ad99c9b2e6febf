package dev.sessionstack;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;

/** Starts the operator. */
@QuarkusMain
public class Main {

  public static void main(String... args) {
    // The JVM would remember for ten seconds that a Service which is just being made has no
    // address,
    // and for thirty which address a store used to have. It reads both once, at the first look-up.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Security.setProperty("networkaddress.cache.ttl", "5");
    Quarkus.run(args);
  }
}
