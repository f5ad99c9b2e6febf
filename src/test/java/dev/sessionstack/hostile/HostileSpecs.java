package dev.sessionstack.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Specs that the schema of the CRD lets through, with the worst that it lets through in them. They
 * are drawn from the schema itself, so a new field is among them as soon as it is there.
 *
 * @param schema of the spec
 * @param random the same numbers give the same specs
 */
public record HostileSpecs(JsonNode schema, Random random) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final double OPTIONAL = 0.4;

  /** Beyond int, and beyond long; what has no bound of its own gets these. */
  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 80L, (1L << 31) - 1, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE);

  public static HostileSpecs of(Random random) {
    try {
      var crd = Files.readString(Path.of("crds", "sessionstacks.sessionstack.dev-v1.yml"));
      return new HostileSpecs(
          new KubernetesSerialization()
              .unmarshal(crd, JsonNode.class)
              .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
          random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next spec. */
  public ObjectNode next() {
    var spec = (ObjectNode) value(schema);
    plausible(spec);
    return spec;
  }

  /** All texts of the schema with a pattern that nothing we know fits, by their paths. */
  static List<String> unfitted(JsonNode schema) {
    var paths = new ArrayList<String>();
    unfitted(schema, "spec", paths);
    return paths;
  }

  private static void unfitted(JsonNode schema, String path, List<String> paths) {
    if (schema.path("type").asText().equals("string")
        && !schema.has("enum")
        && HostileText.fitting(schema).isEmpty()) {
      paths.add(path);
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> unfitted(field.getValue(), path + "." + field.getKey(), paths));
    if (schema.has("items")) {
      unfitted(schema.path("items"), path + "[]", paths);
    }
  }

  private JsonNode value(JsonNode schema) {
    if (schema.has("enum")) {
      return one(schema.path("enum"));
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return random.nextInt(4) == 0
          ? JSON.numberNode(random.nextInt(3000))
          : JSON.textNode(one(HostileText.fitting(schema)));
    }
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return HostileTemplates.one(random);
    }
    return switch (schema.path("type").asText()) {
      case "string" -> JSON.textNode(text(schema));
      case "integer" -> JSON.numberNode(number(schema));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "array" -> list(schema);
      default -> object(schema);
    };
  }

  private String text(JsonNode schema) {
    return one(HostileText.fitting(schema));
  }

  private long number(JsonNode schema) {
    var least = schema.path("minimum").asLong(Long.MIN_VALUE);
    var most = schema.path("maximum").asLong(Long.MAX_VALUE);
    var fitting = new ArrayList<>(NUMBERS.stream().filter(n -> n >= least && n <= most).toList());
    if (schema.has("minimum")) {
      fitting.add(least);
    }
    if (schema.has("maximum")) {
      fitting.add(most);
    }
    return one(fitting);
  }

  private ArrayNode list(JsonNode schema) {
    var list = JSON.arrayNode();
    var size = Math.max(schema.path("minItems").asInt(0), random.nextInt(3));
    var keys = schema.path("x-kubernetes-list-map-keys");
    for (var i = 0; i < size; i++) {
      var item = value(schema.path("items"));
      var same = false;
      for (var other : list) {
        same |=
            !keys.isEmpty()
                && other.path(keys.path(0).asText()).equals(item.path(keys.path(0).asText()));
      }
      if (!same) {
        list.add(item);
      }
    }
    return list;
  }

  private ObjectNode object(JsonNode schema) {
    var object = JSON.objectNode();
    var required = new ArrayList<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              if (required.contains(field.getKey()) || random.nextDouble() < OPTIONAL) {
                object.set(field.getKey(), value(field.getValue()));
              }
            });
    if (schema.path("additionalProperties").isObject()) {
      for (var i = random.nextInt(3); i > 0; i--) {
        object.set(one(HostileText.ALL), value(schema.path("additionalProperties")));
      }
    }
    return object;
  }

  /** What the rules in CEL ask for, as far as most specs would fail there and prove nothing. */
  private void plausible(ObjectNode spec) {
    var store = (ObjectNode) spec.path("store");
    store.remove(List.of("memory", "managed", "external"));
    var one = one(List.of("memory", "managed", "managed", "external"));
    store.set(one, value(schema.at("/properties/store/properties/" + one)));
    if (store.path("managed") instanceof ObjectNode managed) {
      managed.remove("persistence");
    }
    if (one.equals("memory")) {
      spec.remove(List.of("workers", "scheduler"));
    }
    if (spec.path("loadBalancer") instanceof ObjectNode edge) {
      if (random.nextBoolean()) {
        edge.remove(List.of("gateway"));
        edge.putIfAbsent("ingress", JSON.objectNode());
      } else {
        edge.remove(List.of("ingress", "gateway", "host", "tls", "maxBodySize", "idleTimeout"));
      }
      edge.remove("affinity");
      if (edge.path("service") instanceof ObjectNode service) {
        service.remove("externalTrafficPolicy");
      }
    }
    spec.path("workers").forEach(pool -> eitherAppOrCommand((ObjectNode) pool));
    spec.path("workers")
        .forEach(pool -> ((ObjectNode) pool).remove(List.of("scaledBy", "autoscaling")));
    if (spec.path("scheduler") instanceof ObjectNode scheduler) {
      eitherAppOrCommand(scheduler);
    }
    ((ObjectNode) spec.path("ui")).remove("autoscaling");
    if (spec.path("objectStorage") instanceof ObjectNode bucket) {
      bucket.remove(List.of("create", "verify", "tls"));
    }
  }

  private void eitherAppOrCommand(ObjectNode container) {
    if (container.has("command")) {
      container.remove("app");
    } else if (!container.has("app")) {
      container.put("app", "shop");
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private JsonNode one(JsonNode of) {
    return of.get(random.nextInt(of.size()));
  }
}
