package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Kind.Trait;
import dev.sessionstack.cluster.Ownership.Manager;
import dev.sessionstack.cluster.Store.Key;
import io.fabric8.zjsonpatch.JsonPatch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The writing verbs: what becomes of an object that a client sends. */
final class Resources {
  private final Store store;
  private final Kinds kinds;
  private final Deletion deletion;

  Resources(Store store, Kinds kinds) {
    this.store = store;
    this.kinds = kinds;
    this.deletion = new Deletion(store);
  }

  /** What a request is about. */
  record Target(Kind kind, String namespace, String name, String subresource) {
    Key key() {
      return new Key(kind.storage(), namespace, name);
    }

    boolean status() {
      return subresource.equals("status");
    }
  }

  /** How it is to be done. */
  record Options(String manager, boolean force, boolean dryRun, boolean strict) {}

  /** How it went. */
  record Answer(int code, ObjectNode object, List<String> warnings) {}

  ObjectNode get(Target target) {
    var object = store.get(target.key());
    if (object == null) {
      throw ApiError.notFound(target.kind(), target.name());
    }
    return object;
  }

  Answer create(Target target, ObjectNode body, Options options) {
    var metadata = Json.metadata(body);
    if (Json.text(metadata, "name").isEmpty() && metadata.has("generateName")) {
      var suffix = UUID.randomUUID().toString().substring(0, 5);
      metadata.put("name", Json.text(metadata, "generateName") + suffix);
    }
    var name = Json.text(metadata, "name");
    if (name.isEmpty()) {
      throw ApiError.badRequest("name or generateName is required");
    }
    var named = new Target(target.kind(), target.namespace(), name, "");
    if (store.get(named.key()) != null) {
      throw ApiError.exists(target.kind(), name);
    }
    checkNamespace(named);
    if (metadata.has("resourceVersion") && !Json.text(metadata, "resourceVersion").isEmpty()) {
      throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
    }
    return write(
        named, Json.object(), body, new Ownership(), manager(named, "Update", options), options);
  }

  Answer replace(Target target, ObjectNode body, Options options) {
    var live = get(target);
    return write(
        target, live, body, owners(live, body), manager(target, "Update", options), options);
  }

  Answer patch(Target target, String type, String body, Options options) {
    if (type.contains("apply-patch")) {
      return apply(target, Json.readObject(body), options);
    }
    var live = get(target);
    var patch = Json.read(body);
    var next =
        switch (type) {
          case "application/json-patch+json" -> JsonPatch.apply(patch, live.deepCopy());
          case "application/merge-patch+json" -> Merge.patch(live, patch);
          case "application/strategic-merge-patch+json" -> {
            if (target.kind().has(Trait.CUSTOM)) {
              throw ApiError.unsupported(type);
            }
            yield Merge.strategic(live, patch, target.kind().shape());
          }
          default -> throw ApiError.unsupported(type);
        };
    var object = (ObjectNode) next;
    return write(
        target, live, object, owners(live, object), manager(target, "Update", options), options);
  }

  private Answer apply(Target target, ObjectNode config, Options options) {
    var live = store.get(target.key());
    if (live == null && !target.subresource().isEmpty()) {
      throw ApiError.notFound(target.kind(), target.name());
    }
    checkApplied(target, config, live);
    if (live == null) {
      checkNamespace(target);
    }
    var kind = target.kind();
    if (target.status()) {
      config.retain("apiVersion", "kind", "metadata", "status");
      Json.metadata(config).retain("name", "namespace", "resourceVersion");
    } else if (kind.has(Trait.STATUS)) {
      config.remove("status");
    }
    if (kind.has(Trait.CUSTOM)) {
      for (var unknown : Schema.prune(config.deepCopy(), kind.schema())) {
        throw ApiError.undeclared(target, unknown);
      }
    }
    var base = live == null ? Json.object() : live;
    var ownership = Ownership.of(base);
    var manager = manager(target, "Apply", options);
    var merged = ownership.apply(base, config, kind.shape(), manager, options.force());
    if (live == null) {
      Json.metadata(merged).remove("resourceVersion");
    }
    return write(target, base, merged, ownership, null, options);
  }

  /** Nothing new comes into a namespace that is being deleted. */
  private void checkNamespace(Target target) {
    var namespace = store.get(new Key("namespaces", "", target.namespace()));
    if (namespace != null && Json.metadata(namespace).has("deletionTimestamp")) {
      throw ApiError.terminating(target);
    }
  }

  private void checkApplied(Target target, ObjectNode config, ObjectNode live) {
    if (!Json.at(config, "metadata", "managedFields").isEmpty()) {
      throw ApiError.badRequest("metadata.managedFields must be nil");
    }
    Json.metadata(config).remove("managedFields");
    if (live == null && !Json.text(config, "metadata", "uid").isEmpty()) {
      throw ApiError.conflict(
          target.kind(),
          target.name(),
          "uid mismatch: the provided object specified uid "
              + Json.text(config, "metadata", "uid")
              + ", and no existing object was found");
    }
  }

  /** A client may edit managedFields itself, as kubectl does on its way to server-side apply. */
  private static Ownership owners(ObjectNode live, ObjectNode body) {
    return Ownership.of(Json.at(body, "metadata").has("managedFields") ? body : live);
  }

  private static Manager manager(Target target, String operation, Options options) {
    return new Manager(
        options.manager(), operation, target.kind().apiVersion(), target.subresource());
  }

  /** The one way in: everything that changes an object passes here. */
  private Answer write(
      Target target,
      ObjectNode live,
      ObjectNode wanted,
      Ownership ownership,
      Manager updater,
      Options options) {
    var kind = target.kind();
    var creating = live.isEmpty();
    checkIdentity(target, live, wanted);
    var next = Events.stored(kind, subresources(target, live, wanted));
    settleMetadata(target, live, next);
    var unknown = List.<String>of();
    if (kind.has(Trait.CUSTOM)) {
      unknown = Schema.prune(next, kind.schema());
      if (!unknown.isEmpty() && options.strict()) {
        throw ApiError.strict(target, unknown);
      }
      Schema.applyDefaults(next, kind.schema());
      var broken = Schema.violations(next, kind.schema());
      if (!broken.isEmpty()) {
        throw ApiError.invalid(kind, target.name(), broken);
      }
    } else {
      Defaults.complete(kind, next);
      if (!creating) {
        Defaults.check(kind, live, next);
      }
    }
    if (updater != null) {
      ownership.update(live, next, kind.shape(), updater);
    }
    ownership.writeTo(next);
    var code = creating ? 201 : 200;
    var warnings = unknown.stream().map(field -> "unknown field \"" + field + '"').toList();
    if (next.equals(live)) {
      return new Answer(code, live, warnings);
    }
    if (kind.has(Trait.GENERATION) && !creating && !intent(kind, next).equals(intent(kind, live))) {
      Json.metadata(next).put("generation", live.at("/metadata/generation").asLong() + 1);
    }
    if (!options.dryRun()) {
      commit(target, next, creating);
    }
    return new Answer(code, next, warnings);
  }

  private void commit(Target target, ObjectNode next, boolean creating) {
    store.put(target.key(), next);
    if (target.kind().name().equals("CustomResourceDefinition")) {
      kinds.serve(next);
    }
    var metadata = next.path("metadata");
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      deletion.remove(target.key());
    } else if (creating) {
      deletion.collectIfStray(target.key());
    }
  }

  private static void checkIdentity(Target target, ObjectNode live, ObjectNode wanted) {
    var name = Json.text(wanted, "metadata", "name");
    if (!name.isEmpty() && !name.equals(target.name())) {
      throw ApiError.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, target.name()));
    }
    var namespace = Json.text(wanted, "metadata", "namespace");
    if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    var version = Json.text(wanted, "metadata", "resourceVersion");
    if (!live.isEmpty()
        && !version.isEmpty()
        && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
      throw ApiError.conflict(
          target.kind(),
          target.name(),
          "the object has been modified; please apply your changes to the latest version and try"
              + " again");
    }
  }

  /** A write to the object leaves its status alone, and one to the status everything else. */
  private static ObjectNode subresources(Target target, ObjectNode live, ObjectNode wanted) {
    var next = target.status() ? live.deepCopy() : wanted.deepCopy();
    if (target.status() || target.kind().has(Trait.STATUS)) {
      var status = (target.status() ? wanted : live).get("status");
      next.remove("status");
      if (status != null) {
        next.set("status", status);
      }
    }
    return next;
  }

  private static void settleMetadata(Target target, ObjectNode live, ObjectNode next) {
    var kind = target.kind();
    next.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
    var metadata = Json.metadata(next);
    metadata.put("name", target.name());
    if (kind.namespaced()) {
      metadata.put("namespace", target.namespace());
    }
    metadata.properties().removeIf(entry -> entry.getValue().isNull());
    var fixed =
        Set.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "resourceVersion");
    metadata.remove(fixed);
    if (!live.isEmpty()) {
      var known = live.path("metadata");
      fixed.stream().filter(known::has).forEach(field -> metadata.set(field, known.get(field)));
    } else {
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      if (kind.has(Trait.GENERATION)) {
        metadata.put("generation", 1);
      }
    }
  }

  /** The part of an object whose change makes a new generation. */
  private static ObjectNode intent(Kind kind, ObjectNode object) {
    var part = object.deepCopy();
    part.remove(List.of("metadata", "apiVersion"));
    if (kind.has(Trait.STATUS)) {
      part.remove("status");
    }
    return part;
  }

  ObjectNode delete(Target target, ObjectNode options, boolean dryRun) {
    var object = get(target);
    for (var field : List.of("uid", "resourceVersion")) {
      var expected = Json.text(options, "preconditions", field);
      if (!expected.isEmpty() && !expected.equals(Json.text(object, "metadata", field))) {
        var why = "Precondition failed: " + field + " in precondition: " + expected;
        throw ApiError.conflict(target.kind(), target.name(), why);
      }
    }
    if (dryRun) {
      return object;
    }
    var last = deletion.delete(target.key(), Json.text(options, "propagationPolicy"));
    if (target.kind().name().equals("CustomResourceDefinition")) {
      var objects = new ArrayList<Key>();
      var storage = target.name();
      store.list(storage, any -> true).forEach(each -> objects.add(Key.of(storage, each)));
      objects.forEach(key -> deletion.delete(key, ""));
      kinds.remove(object);
    }
    return last;
  }
}
