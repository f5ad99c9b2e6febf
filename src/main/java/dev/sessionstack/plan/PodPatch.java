package dev.sessionstack.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A user's {@code template}: schemaless in the CRD, because the schema of a pod would not fit into
 * it several times, so it is read strictly here.
 */
final class PodPatch {

  /** Reads a pod template and throws on any field that there is not. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated a) {
                  return false; // fabric8's classes would take anything
                }
              });

  /** As the pods are read that it is merged into: it takes no "null" for a number. */
  private static final KubernetesSerialization RENDERED = new KubernetesSerialization();

  /** The deepest field of a pod template is 12 levels down. */
  private static final int DEEPEST = 50;

  /**
   * Whether it can be walked through. The API server keeps 10,000 levels, and a walk as deep as
   * that would be out of stack; this one is by level.
   */
  static boolean isShallow(JsonNode node) {
    var level = List.of(node);
    for (var depth = 0; depth < DEEPEST && !level.isEmpty(); depth++) {
      var next = new ArrayList<JsonNode>();
      level.forEach(parent -> parent.forEach(next::add));
      level = next;
    }
    return level.isEmpty();
  }

  /** The patch, empty where there is none or it cannot be read. */
  static ObjectNode of(
      JsonNode patch, Component component, String field, Consumer<Problem> problems) {
    if (!(patch instanceof ObjectNode object)) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!isShallow(object)) {
      problems.accept(
          Problem.holds(
              component,
              "InvalidTemplate",
              field,
              "is nested more than " + DEEPEST + " levels deep, which no pod is; correct it"));
      return JsonNodeFactory.instance.objectNode();
    }
    var empty = emptyItem(object, field);
    if (empty.isPresent()) {
      problems.accept(
          Problem.holds(
              component,
              "InvalidTemplate",
              empty.get(),
              "is null, as an item of a list; remove it"));
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      var bare = withoutDirectives(object.deepCopy());
      STRICT.treeToValue(bare, PodTemplateSpec.class);
      // Only a builder reads quantities, and whatever is rendered goes through builders.
      new PodTemplateSpecBuilder(RENDERED.convertValue(bare, PodTemplateSpec.class)).build();
      return object;
    } catch (JsonMappingException e) {
      problems.accept(invalid(e, component, field));
    } catch (IllegalArgumentException e) {
      problems.accept(
          e.getCause() instanceof JsonMappingException cause
              ? invalid(cause, component, field)
              : Problem.holds(
                  component,
                  "InvalidTemplate",
                  field,
                  "has something that is no quantity where one belongs; write for instance 500m or"
                      + " 1Gi"));
    } catch (JsonProcessingException e) {
      problems.accept(
          Problem.holds(component, "InvalidTemplate", field, "cannot be read; correct it"));
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static Problem invalid(JsonMappingException e, Component component, String field) {
    var path =
        e.getPath().stream()
            .map(p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : "." + p.getFieldName())
            .collect(Collectors.joining());
    return Problem.holds(
        component,
        "InvalidTemplate",
        field + path,
        "is not a field of a pod template, or not of that type; correct or remove it");
  }

  /** Jackson takes null for an item of anything, and the merge looks for its name. */
  private static Optional<String> emptyItem(JsonNode node, String path) {
    var index = 0;
    for (var item : node.isArray() ? node : JsonNodeFactory.instance.arrayNode()) {
      var there = path + "[" + index++ + "]";
      var found = item.isNull() ? Optional.of(there) : emptyItem(item, there);
      if (found.isPresent()) {
        return found;
      }
    }
    return node.properties().stream()
        .flatMap(field -> emptyItem(field.getValue(), path + "." + field.getKey()).stream())
        .findFirst();
  }

  /** {@code $patch} and its kind are for the merge, not part of a pod. */
  private static JsonNode withoutDirectives(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().stream()
          .map(Map.Entry::getKey)
          .filter(key -> key.startsWith("$"))
          .toList()
          .forEach(object::remove);
    }
    node.forEach(PodPatch::withoutDirectives);
    return node;
  }

  private PodPatch() {}
}
