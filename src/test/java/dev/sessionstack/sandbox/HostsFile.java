package dev.sessionstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that a JVM knows that was started with {@code -Djdk.net.hosts.file}; it knows no
 * others. Such a JVM looks anew for each name if the security properties {@code
 * networkaddress.cache.ttl} and {@code networkaddress.cache.negative.ttl} are 0.
 *
 * @param file as hosts(5) has it: an address and a name per line
 */
public record HostsFile(Path file) {

  public HostsFile {
    if (!Files.exists(file)) {
      write(file, Map.of("localhost", "127.0.0.1"));
    }
  }

  /** Leads a name to an address. */
  public void put(String name, String address) {
    synchronized (HostsFile.class) {
      var entries = entries();
      if (!address.equals(entries.put(name, address))) {
        write(file, entries);
      }
    }
  }

  /** Makes a name unknown. */
  public void remove(String name) {
    synchronized (HostsFile.class) {
      var entries = entries();
      if (entries.remove(name) != null) {
        write(file, entries);
      }
    }
  }

  /** Where a name leads. */
  public Optional<String> address(String name) {
    return Optional.ofNullable(entries().get(name));
  }

  private Map<String, String> entries() {
    try {
      var entries = new LinkedHashMap<String, String>();
      for (var line : Files.readAllLines(file)) {
        var words = line.strip().split("\\s+");
        if (words.length == 2 && !words[0].startsWith("#")) {
          entries.put(words[1], words[0]);
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In one step, since another JVM may read it at any time. */
  private static void write(Path file, Map<String, String> entries) {
    var text = new StringBuilder();
    entries.forEach((name, address) -> text.append(address + " " + name + "\n"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
      try {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
