package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Resources.Answer;
import dev.sessionstack.cluster.Resources.Options;
import dev.sessionstack.cluster.Resources.Target;
import dev.sessionstack.cluster.Store.Key;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests turned into verbs on objects. */
final class Endpoint {
  private final Store store;
  private final Kinds kinds;
  private final Resources resources;
  private final Scale scale;

  Endpoint(Store store, Kinds kinds) {
    this.store = store;
    this.kinds = kinds;
    this.resources = new Resources(store, kinds);
    this.scale = new Scale(resources);
  }

  /** One call, as HTTP brought it. */
  record Call(String method, String path, MultiMap query, MultiMap headers, String body) {
    /** An apply by the server itself. */
    static Call apply(String path, ObjectNode object) {
      return new Call(
          "PATCH",
          path + "/" + Json.text(object, "metadata", "name"),
          MultiMap.caseInsensitiveMultiMap().add("force", "true"),
          MultiMap.caseInsensitiveMultiMap()
              .add("User-Agent", "kube-apiserver")
              .add("Content-Type", "application/apply-patch+yaml"),
          object.toString());
    }

    String parameter(String name) {
      return Optional.ofNullable(query.get(name)).orElse("");
    }

    boolean flag(String name) {
      return query.contains(name)
          && !parameter(name).equals("false")
          && !parameter(name).equals("0");
    }

    String header(String name) {
      return Optional.ofNullable(headers.get(name)).orElse("");
    }

    String manager() {
      var manager = parameter("fieldManager");
      var agent = header("User-Agent");
      return manager.isEmpty() ? agent.substring(0, (agent + "/").indexOf('/')) : manager;
    }

    boolean dryRun() {
      return flag("dryRun");
    }

    View view() {
      return View.of(header("Accept"));
    }

    String include() {
      return parameter("includeObject");
    }

    boolean isWatch() {
      return method.equals("GET") && flag("watch");
    }
  }

  Answer answer(Call call) {
    var target = target(call.path()).orElse(null);
    if (target == null) {
      return new Discovery(kinds)
          .answer(call.path())
          .map(Endpoint::ok)
          .orElseThrow(ApiError::unknownPath);
    }
    if (target.subresource().equals("scale")) {
      return scale(target, call);
    }
    return target.name().isEmpty() ? onAll(target, call) : onOne(target, call);
  }

  private Answer onAll(Target target, Call call) {
    return switch (call.method()) {
      case "GET" -> ok(list(target, call));
      case "POST" -> {
        var created = resources.create(target, Json.readObject(call.body()), options(call));
        yield shown(target, call, created);
      }
      case "DELETE" -> {
        var list = list(target, call);
        for (var object : store.list(target.kind().storage(), selector(target, call))) {
          var key = Key.of(target.kind().storage(), object);
          var one = new Target(target.kind(), key.namespace(), key.name(), "");
          if (store.get(key) != null) {
            resources.delete(one, deleteOptions(call), call.dryRun());
          }
        }
        yield ok(list);
      }
      default -> throw ApiError.methodNotAllowed();
    };
  }

  private Answer onOne(Target target, Call call) {
    return switch (call.method()) {
      case "GET" -> shown(target, call, ok(resources.get(target)));
      case "PUT" ->
          shown(
              target, call, resources.replace(target, Json.readObject(call.body()), options(call)));
      case "PATCH" ->
          shown(target, call, resources.patch(target, type(call), call.body(), options(call)));
      case "DELETE" -> ok(deleted(target, call));
      default -> throw ApiError.methodNotAllowed();
    };
  }

  private Answer scale(Target target, Call call) {
    return switch (call.method()) {
      case "GET" -> ok(scale.get(target));
      case "PUT" -> scale.replace(target, Json.readObject(call.body()), options(call));
      case "PATCH" -> scale.patch(target, type(call), call.body(), options(call));
      default -> throw ApiError.methodNotAllowed();
    };
  }

  private ObjectNode deleted(Target target, Call call) {
    var last = resources.delete(target, deleteOptions(call), call.dryRun());
    if (store.get(target.key()) != null && !call.dryRun()) {
      return call.view().one(target.kind(), last, call.include());
    }
    var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    status
        .putObject("details")
        .put("name", target.name())
        .put("group", target.kind().group())
        .put("kind", target.kind().plural())
        .put("uid", Json.text(last, "metadata", "uid"));
    return status;
  }

  private ObjectNode list(Target target, Call call) {
    var objects = store.list(target.kind().storage(), selector(target, call));
    return call.view().list(target.kind(), objects, store.version(), call.include());
  }

  Watch watch(Call call, Consumer<String> out) {
    var target = target(call.path()).orElseThrow(ApiError::unknownPath);
    var watch = new Watch(target.kind(), selector(target, call), call.view(), call.include(), out);
    watch.start(store, call.parameter("resourceVersion"), call.flag("sendInitialEvents"));
    return watch;
  }

  private static Selector selector(Target target, Call call) {
    var fields = call.parameter("fieldSelector");
    if (!target.name().isEmpty()) {
      fields = "metadata.name=" + target.name();
    }
    return Selector.of(target.namespace(), call.parameter("labelSelector"), fields);
  }

  private static ObjectNode deleteOptions(Call call) {
    var options = call.body().isBlank() ? Json.object() : Json.readObject(call.body());
    if (call.query().contains("propagationPolicy")) {
      options.put("propagationPolicy", call.parameter("propagationPolicy"));
    }
    return options;
  }

  private static Options options(Call call) {
    return new Options(
        call.manager(),
        call.flag("force"),
        call.dryRun(),
        call.parameter("fieldValidation").equals("Strict"));
  }

  private static String type(Call call) {
    return call.header("Content-Type").replaceFirst(";.*", "").strip();
  }

  private static Answer ok(ObjectNode object) {
    return new Answer(200, object, List.of());
  }

  private static Answer shown(Target target, Call call, Answer answer) {
    var object = call.view().one(target.kind(), answer.object(), call.include());
    return new Answer(answer.code(), object, answer.warnings());
  }

  /** The object, or kind of objects, that a path names, if it names any. */
  private Optional<Target> target(String path) {
    var steps = new ArrayList<>(List.of(path.substring(1).split("/")));
    if (!steps.get(0).equals("api") && !steps.get(0).equals("apis")) {
      return Optional.empty();
    }
    var core = steps.get(0).equals("api");
    if (steps.size() < (core ? 3 : 4)) {
      return Optional.empty();
    }
    var group = core ? "" : steps.get(1);
    var version = steps.get(core ? 1 : 2);
    var rest = steps.subList(core ? 2 : 3, steps.size());
    var namespace = "";
    if (rest.size() > 2
        && rest.get(0).equals("namespaces")
        && !List.of("status", "finalize").contains(rest.get(2))) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    var name = rest.size() > 1 ? rest.get(1) : "";
    var subresource = rest.size() > 2 ? rest.get(2) : "";
    var space = namespace;
    return kinds
        .find(group, version, rest.get(0))
        .filter(kind -> serves(kind, subresource))
        .map(kind -> new Target(kind, space, name, subresource));
  }

  private static boolean serves(Kind kind, String subresource) {
    return switch (subresource) {
      case "" -> true;
      case "status" -> kind.has(Kind.Trait.STATUS);
      case "scale" -> kind.scale().isObject();
      default -> false;
    };
  }
}
