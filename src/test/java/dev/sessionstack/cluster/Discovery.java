package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Kind.Trait;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the server says about itself: version, groups, resources, and a little OpenAPI. */
record Discovery(Kinds kinds) {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  Optional<ObjectNode> answer(String path) {
    var steps = path.substring(1).split("/");
    return Optional.ofNullable(
        switch (steps[0]) {
          case "version" -> version();
          case "api" -> steps.length == 1 ? coreVersions() : resources("", steps, 1);
          case "apis" ->
              switch (steps.length) {
                case 1 -> groups();
                case 2 -> group(steps[1]);
                default -> resources(steps[1], steps, 2);
              };
          case "openapi" -> openApi(steps);
          default -> null;
        });
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "34")
        .put("gitVersion", "v1.34.4")
        .put("gitCommit", "0000000000000000000000000000000000000000")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-02-10T00:00:00Z")
        .put("goVersion", "go1.24")
        .put("compiler", "gc")
        .put("platform", "linux/amd64");
  }

  private static ObjectNode coreVersions() {
    var versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    return versions;
  }

  private ObjectNode groups() {
    var list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    var groups = list.putArray("groups");
    var names = new TreeSet<String>();
    kinds.all().forEach(kind -> names.add(kind.group()));
    names.remove("");
    names.forEach(name -> groups.add(group(name)));
    return list;
  }

  private ObjectNode group(String name) {
    var versions = new TreeSet<String>();
    kinds.all().stream()
        .filter(k -> k.group().equals(name))
        .forEach(k -> versions.add(k.version()));
    if (versions.isEmpty()) {
      return null;
    }
    var group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
    var list = group.putArray("versions");
    versions.forEach(v -> list.addObject().put("groupVersion", name + "/" + v).put("version", v));
    group.set("preferredVersion", list.get(list.size() - 1));
    return group;
  }

  private ObjectNode resources(String group, String[] steps, int at) {
    if (steps.length != at + 1) {
      return null;
    }
    var apiVersion = group.isEmpty() ? steps[at] : group + "/" + steps[at];
    var list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", apiVersion);
    var resources = list.putArray("resources");
    for (var kind : kinds.all()) {
      if (kind.apiVersion().equals(apiVersion)) {
        describe(kind, resources);
      }
    }
    return resources.isEmpty() ? null : list;
  }

  private static void describe(Kind kind, ArrayNode resources) {
    var resource = resource(kind, kind.plural(), VERBS, resources);
    resource.put("kind", kind.name()).put("singularName", kind.singular());
    kind.shortNames().forEach(resource.withArrayProperty("shortNames")::add);
    kind.categories().forEach(resource.withArrayProperty("categories")::add);
    var verbs = List.of("get", "patch", "update");
    if (kind.has(Trait.STATUS)) {
      resource(kind, kind.plural() + "/status", verbs, resources).put("kind", kind.name());
    }
    if (kind.scale().isObject()) {
      resource(kind, kind.plural() + "/scale", verbs, resources)
          .put("kind", "Scale")
          .put("group", "autoscaling")
          .put("version", "v1");
    }
  }

  private static ObjectNode resource(
      Kind kind, String name, List<String> verbs, ArrayNode resources) {
    var resource = resources.addObject().put("name", name).put("singularName", "");
    resource.put("namespaced", kind.namespaced());
    verbs.forEach(resource.withArrayProperty("verbs")::add);
    return resource;
  }

  /** Only as much as kubectl needs to trust the server with validation, and to explain CRs. */
  private ObjectNode openApi(String[] steps) {
    if (steps.length == 1 || !steps[1].equals("v3")) {
      return null;
    }
    if (steps.length == 2) {
      var paths = Json.object();
      for (var kind : kinds.all()) {
        var root = root(kind).substring(1);
        paths.withObjectProperty(root).put("serverRelativeURL", "/openapi/v3/" + root);
      }
      var index = Json.object();
      index.set("paths", paths);
      return index;
    }
    var document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.34.4");
    var root = "/" + String.join("/", List.of(steps).subList(2, steps.length));
    for (var kind : kinds.all()) {
      if (root(kind).equals(root)) {
        openApi(kind, document);
      }
    }
    return document.has("paths") ? document : null;
  }

  private static void openApi(Kind kind, ObjectNode document) {
    var type = Json.object();
    type.put("group", kind.group()).put("version", kind.version()).put("kind", kind.name());
    var scope = kind.namespaced() ? "/namespaces/{namespace}/" : "/";
    var patch =
        document
            .withObjectProperty("paths")
            .withObjectProperty(root(kind) + scope + kind.plural() + "/{name}")
            .withObjectProperty("patch");
    for (var name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
      patch.withArrayProperty("parameters").addObject().put("name", name).put("in", "query");
    }
    patch.putObject("responses");
    patch.set("x-kubernetes-group-version-kind", type);
    var schemas = document.withObjectProperty("components").withObjectProperty("schemas");
    ObjectNode schema =
        kind.schema() instanceof ObjectNode declared
            ? declared.deepCopy()
            : Json.object().put("type", "object");
    schema.putArray("x-kubernetes-group-version-kind").add(type);
    schemas.set(kind.resource() + "." + kind.version() + "." + kind.name(), schema);
  }

  private static String root(Kind kind) {
    return (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion();
  }
}
