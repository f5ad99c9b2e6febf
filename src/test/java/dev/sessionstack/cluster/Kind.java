package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A type of object in one version of its API, and what the server has to know about it. */
record Kind(
    String group,
    String version,
    String name,
    String plural,
    List<String> shortNames,
    List<String> categories,
    Set<Trait> traits,
    JsonNode scale,
    JsonNode schema,
    List<Column> columns) {

  /** What tells kinds apart. */
  enum Trait {
    CLUSTER,
    STATUS,
    GENERATION,
    CUSTOM
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  boolean namespaced() {
    return !has(Trait.CLUSTER);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The resource as messages name it; all versions of a kind share it, and their storage. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Events of both API groups are the same objects. */
  String storage() {
    return Events.are(this) ? "events" : resource();
  }

  String singular() {
    return name.toLowerCase(Locale.ROOT);
  }

  Shape shape() {
    return has(Trait.CUSTOM) ? Shape.of(schema) : Shape.builtIn();
  }

  /** One column of what kubectl get prints. */
  record Column(String name, String type, String format, int priority, String path) {}
}
