package dev.sessionstack.store;

import dev.sessionstack.sandbox.RedisBinary;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * The servers that docs/operations.md calls supported. Tests of one that is missing are skipped.
 */
enum StoreServer {
  REDIS_6_2("Redis", "6.2."),
  REDIS_7("Redis", "7."),
  REDIS_8("Redis", "8."),
  VALKEY_8("Valkey", "8.");

  private static final Set<StoreServer> SAID = EnumSet.noneOf(StoreServer.class);

  private final String product;
  private final String version;

  StoreServer(String product, String version) {
    this.product = product;
    this.version = version;
  }

  /** How INFO begins to say what it is. */
  String says() {
    return product + " " + version;
  }

  /** One that runs here; else the test is skipped, and that is said once. */
  RedisBinary binary() {
    var found = find();
    if (found.isEmpty() && SAID.add(this)) {
      System.err.printf(
          "####### The tests of the stores are SKIPPED for %s: none runs here. .ci/stores fetches"
              + " what Debian has #######%n",
          this);
    }
    Assumptions.assumeTrue(found.isPresent(), this + " does not run here");
    return found.orElseThrow();
  }

  private Optional<RedisBinary> find() {
    return RedisBinary.all().stream()
        .filter(binary -> binary.product().equals(product))
        .filter(binary -> binary.version().startsWith(version))
        .findFirst();
  }

  @Override
  public String toString() {
    return product + " " + version + "x";
  }
}
