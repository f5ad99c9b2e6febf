package dev.sessionstack.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines of a redis.conf, moved from a container to this machine.
 *
 * @param lines without comments
 */
record RedisConf(List<String> lines) {

  /** What is said of the address and the data in a container does not hold here. */
  private static final Set<String> PLACE = Set.of("bind", "dir", "daemonize", "logfile");

  static RedisConf of(String text) {
    return new RedisConf(
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList());
  }

  /** Finds in these folders what a container has mounted, by the path of the mount. */
  RedisConf mounted(Map<String, Path> folders) {
    return new RedisConf(lines.stream().map(line -> mounted(line, folders)).toList());
  }

  /** Listens at this address, by TLS if it did so before, and keeps its data in this folder. */
  RedisConf at(String host, int port, Path folder) {
    var tls = lines.stream().anyMatch(line -> directive(line).equals("tls-port"));
    var moved = new ArrayList<String>();
    lines.stream()
        .filter(line -> !PLACE.contains(directive(line)))
        .filter(line -> !Set.of("port", "tls-port").contains(directive(line)))
        .forEach(moved::add);
    moved.add("bind " + host);
    moved.add(tls ? "port 0" : "port " + port);
    if (tls) {
      moved.add("tls-port " + port);
    }
    moved.add("dir " + path(folder));
    return new RedisConf(moved);
  }

  String text() {
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static String mounted(String line, Map<String, Path> folders) {
    var words = line.split("\\s+");
    if (words.length != 2) {
      return line;
    }
    return folders.entrySet().stream()
        .filter(e -> words[1].equals(e.getKey()) || words[1].startsWith(e.getKey() + "/"))
        .max(Map.Entry.comparingByKey()) // of two mounts, the inner one
        .map(e -> e.getValue().resolve(rest(words[1], e.getKey())))
        .map(found -> words[0] + " " + path(found))
        .orElse(line);
  }

  private static String rest(String path, String mount) {
    return path.substring(Math.min(path.length(), mount.length() + 1));
  }

  private static String directive(String line) {
    return line.split("\\s+", 2)[0].toLowerCase();
  }

  /** Quoted, and with the slashes that Redis takes everywhere. */
  private static String path(Path path) {
    return '"' + path.toAbsolutePath().toString().replace('\\', '/') + '"';
  }
}
