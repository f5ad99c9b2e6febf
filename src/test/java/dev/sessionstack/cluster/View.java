package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The form in which a client wants objects: whole, as a table, or their metadata alone. */
enum View {
  OBJECT,
  TABLE,
  METADATA;

  static View of(String accept) {
    if (accept.contains("as=Table")) {
      return TABLE;
    }
    return accept.contains("as=PartialObjectMetadata") ? METADATA : OBJECT;
  }

  ObjectNode one(Kind kind, ObjectNode object, String include) {
    return switch (this) {
      case OBJECT -> served(kind, object);
      case METADATA -> metadata(object);
      case TABLE -> table(kind, List.of(object), version(object), include, true);
    };
  }

  /** As one, but a table without its header when the stream has brought it already. */
  ObjectNode next(Kind kind, ObjectNode object, String include, boolean first) {
    return this == TABLE
        ? table(kind, List.of(object), version(object), include, first)
        : one(kind, object, include);
  }

  ObjectNode list(Kind kind, List<ObjectNode> objects, long version, String include) {
    if (this == TABLE) {
      return table(kind, objects, String.valueOf(version), include, true);
    }
    var list = Json.object();
    list.put("kind", this == METADATA ? "PartialObjectMetadataList" : kind.name() + "List");
    list.put("apiVersion", this == METADATA ? "meta.k8s.io/v1" : kind.apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(version));
    var items = list.putArray("items");
    objects.forEach(object -> items.add(one(kind, object, include)));
    return list;
  }

  private static ObjectNode served(Kind kind, ObjectNode object) {
    var served = Events.served(kind, object);
    if (Json.text(served, "apiVersion").equals(kind.apiVersion())) {
      return served;
    }
    return served.deepCopy().put("apiVersion", kind.apiVersion());
  }

  private static ObjectNode metadata(ObjectNode object) {
    var part = Json.object();
    part.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    part.set("metadata", object.get("metadata"));
    return part;
  }

  private static String version(ObjectNode object) {
    return Json.text(object, "metadata", "resourceVersion");
  }

  private static ObjectNode table(
      Kind kind, List<ObjectNode> objects, String version, String include, boolean header) {
    var table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata").put("resourceVersion", version);
    var columns = table.putArray("columnDefinitions");
    if (header) {
      for (var column : kind.columns()) {
        columns
            .addObject()
            .put("name", column.name())
            .put("type", column.type())
            .put("format", column.format())
            .put("description", "")
            .put("priority", column.priority());
      }
    }
    var rows = table.putArray("rows");
    for (var object : objects) {
      var row = rows.addObject();
      var cells = row.putArray("cells");
      kind.columns().forEach(column -> cells.add(Columns.cell(column, object)));
      row.set(
          "object",
          switch (include) {
            case "Object" -> served(kind, object);
            case "None" -> null;
            default -> metadata(object);
          });
    }
    return table;
  }
}
