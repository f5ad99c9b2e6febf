package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A refusal, as the Status object that clients know how to read. */
final class ApiError extends RuntimeException {
  private final int code;
  private final String reason;
  private final ObjectNode details = Json.object();

  private ApiError(int code, String reason, String message) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  static ApiError internal(String message) {
    return new ApiError(500, "InternalError", message);
  }

  static ApiError notFound(Kind kind, String name) {
    return new ApiError(404, "NotFound", kind.resource() + " \"" + name + "\" not found")
        .about(kind, name, kind.plural());
  }

  static ApiError unknownPath() {
    return new ApiError(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiError methodNotAllowed() {
    return new ApiError(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  static ApiError unsupported(String type) {
    return new ApiError(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - " + type + " is not supported");
  }

  static ApiError exists(Kind kind, String name) {
    return new ApiError(409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists")
        .about(kind, name, kind.plural());
  }

  static ApiError conflict(Kind kind, String name, String why) {
    var message =
        "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why;
    return new ApiError(409, "Conflict", message).about(kind, name, kind.plural());
  }

  static ApiError applyConflict(String message, List<Cause> causes) {
    return new ApiError(409, "Conflict", message).because(causes);
  }

  static ApiError expired(String version) {
    return new ApiError(410, "Expired", "too old resource version: " + version);
  }

  /** Server-side apply of a field that the schema does not have. */
  static ApiError undeclared(Resources.Target target, String field) {
    var kind = target.kind();
    var message =
        "failed to create typed patch object (%s/%s; %s, Kind=%s): .%s: field not declared in schema"
            .formatted(target.namespace(), target.name(), kind.apiVersion(), kind.name(), field);
    return internal(message);
  }

  static ApiError strict(Resources.Target target, List<String> unknown) {
    var fields = unknown.stream().map(field -> "unknown field \"" + field + '"').toList();
    var message =
        "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
            .formatted(
                target.kind().name(),
                target.kind().version(),
                target.kind().name(),
                String.join(", ", fields));
    return badRequest(message);
  }

  /** As the admission plugin NamespaceLifecycle says it. */
  static ApiError terminating(Resources.Target target) {
    var kind = target.kind();
    var message =
        "%s \"%s\" is forbidden: unable to create new content in namespace %s because it is being terminated"
            .formatted(kind.resource(), target.name(), target.namespace());
    var cause =
        new Cause(
            "NamespaceTerminating",
            "metadata.namespace",
            "namespace %s is being terminated".formatted(target.namespace()));
    return new ApiError(403, "Forbidden", message)
        .about(kind, target.name(), kind.plural())
        .because(List.of(cause));
  }

  /** 422, with one line per broken field. */
  static ApiError invalid(Kind kind, String name, List<Cause> causes) {
    var lines = causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
    var all = lines.size() == 1 ? lines.get(0) : "[" + String.join(", ", lines) + "]";
    var type = kind.group().isEmpty() ? kind.name() : kind.name() + "." + kind.group();
    return new ApiError(422, "Invalid", type + " \"" + name + "\" is invalid: " + all)
        .about(kind, name, kind.name())
        .because(causes);
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
    status.set("details", details);
    return status.put("code", code);
  }

  private ApiError about(Kind kind, String name, String type) {
    details.put("name", name).put("group", kind.group()).put("kind", type);
    return this;
  }

  private ApiError because(List<Cause> causes) {
    ArrayNode list = details.putArray("causes");
    for (var cause : causes) {
      list.addObject()
          .put("reason", cause.reason())
          .put("message", cause.message())
          .put("field", cause.field());
    }
    return this;
  }

  /** What is wrong with one field. */
  record Cause(String reason, String field, String message) {}
}
