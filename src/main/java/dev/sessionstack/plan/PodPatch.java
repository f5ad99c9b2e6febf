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
import java.util.Map;
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

  /** The patch, empty where there is none or it cannot be read. */
  static ObjectNode of(
      JsonNode patch, Component component, String field, Consumer<Problem> problems) {
    if (!(patch instanceof ObjectNode object)) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      STRICT.treeToValue(withoutDirectives(object.deepCopy()), PodTemplateSpec.class);
      return object;
    } catch (JsonMappingException e) {
      var path =
          e.getPath().stream()
              .map(
                  p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : "." + p.getFieldName())
              .collect(Collectors.joining());
      problems.accept(
          Problem.holds(
              component,
              "InvalidTemplate",
              field + path,
              "is not a field of a pod template, or not of that type; correct or remove it"));
    } catch (JsonProcessingException e) {
      problems.accept(
          Problem.holds(component, "InvalidTemplate", field, "cannot be read; correct it"));
    }
    return JsonNodeFactory.instance.objectNode();
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
