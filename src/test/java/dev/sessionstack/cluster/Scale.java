package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Resources.Answer;
import dev.sessionstack.cluster.Resources.Options;
import dev.sessionstack.cluster.Resources.Target;
import java.util.ArrayList;
import java.util.List;

/** The scale subresource: one number of an object, seen the same way in all kinds that have it. */
record Scale(Resources resources) {
  ObjectNode get(Target target) {
    var object = resources.get(target);
    var paths = target.kind().scale();
    var scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    var known = object.path("metadata");
    var metadata = scale.putObject("metadata");
    for (var field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      metadata.set(field, known.path(field));
    }
    scale.putObject("spec").put("replicas", number(object, Json.text(paths, "specReplicasPath")));
    var status = scale.putObject("status");
    status.put("replicas", number(object, Json.text(paths, "statusReplicasPath")));
    status.put("selector", selector(object, Json.text(paths, "labelSelectorPath")));
    return scale;
  }

  Answer patch(Target target, String type, String body, Options options) {
    if (!type.contains("merge-patch")) {
      throw ApiError.unsupported(type);
    }
    return replace(target, (ObjectNode) Merge.patch(get(target), Json.read(body)), options);
  }

  Answer replace(Target target, ObjectNode scale, Options options) {
    var change = Json.object();
    var version = Json.text(scale, "metadata", "resourceVersion");
    if (!version.isEmpty()) {
      change.putObject("metadata").put("resourceVersion", version);
    }
    var steps = Json.text(target.kind().scale(), "specReplicasPath").substring(1).split("\\.");
    var parent = change;
    for (int i = 0; i < steps.length - 1; i++) {
      parent = parent.withObjectProperty(steps[i]);
    }
    parent.set(steps[steps.length - 1], Json.at(scale, "spec", "replicas"));
    var whole = new Target(target.kind(), target.namespace(), target.name(), "");
    var answer = resources.patch(whole, "application/merge-patch+json", change.toString(), options);
    return new Answer(answer.code(), get(target), answer.warnings());
  }

  private static int number(ObjectNode object, String path) {
    var found = new JsonPath(path).in(object);
    return found.isEmpty() ? 0 : found.get(0).asInt();
  }

  private static String selector(ObjectNode object, String path) {
    if (!path.isEmpty()) {
      var found = new JsonPath(path).in(object);
      return found.isEmpty() ? "" : found.get(0).asText();
    }
    var pairs = new ArrayList<String>();
    Json.at(object, "spec", "selector", "matchLabels")
        .properties()
        .forEach(entry -> pairs.add(entry.getKey() + "=" + entry.getValue().asText()));
    return String.join(",", pairs);
  }
}
