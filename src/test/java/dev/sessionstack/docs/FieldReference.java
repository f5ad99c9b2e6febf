package dev.sessionstack.docs;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/reference.md}, made from the CRD, so that it says what the API server enforces. */
final class FieldReference {

  private static final String KUBERNETES =
      "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#";

  /** Fields of Kubernetes' own types, which Kubernetes documents. */
  private static final Map<String, String> LINKS =
      Map.of(
          "env", "[EnvVar](" + KUBERNETES + "envvar-v1-core)",
          "envFrom", "[EnvFromSource](" + KUBERNETES + "envfromsource-v1-core)",
          "resources", "[ResourceRequirements](" + KUBERNETES + "resourcerequirements-v1-core)",
          "tolerations", "[Toleration](" + KUBERNETES + "toleration-v1-core)",
          "template", "patch of [PodTemplateSpec](" + KUBERNETES + "podtemplatespec-v1-core)",
          "conditions", "[Condition](" + KUBERNETES + "condition-v1-meta)");

  private final StringBuilder page = new StringBuilder();

  private FieldReference() {}

  static String of(Path crd) throws IOException {
    var definition =
        new KubernetesSerialization()
            .unmarshal(Files.readString(crd), CustomResourceDefinition.class);
    var reference = new FieldReference();
    reference.write(definition);
    return reference.page.toString();
  }

  private void write(CustomResourceDefinition definition) {
    var version = definition.getSpec().getVersions().get(0);
    var schema = version.getSchema().getOpenAPIV3Schema();
    line("<!-- Made from crds/ by FieldReferenceTest. Edits are overwritten. -->");
    line("# Field reference of " + definition.getSpec().getNames().getKind());
    line("");
    line("`apiVersion: " + definition.getSpec().getGroup() + "/" + version.getName() + "`,");
    line(
        "`kind: "
            + definition.getSpec().getNames().getKind()
            + "`, short name `"
            + String.join(", ", definition.getSpec().getNames().getShortNames())
            + "`.");
    line("");
    line(
        "This page is generated from the CRD in [`crds/`](../crds). The API server enforces every");
    line("type, limit and rule on it. Fields that the CRD does not have are dropped by the API");
    line("server, and `kubectl apply` refuses them by name. The only exceptions are the");
    line("`template` fields of a SessionStack, which the operator checks.");
    line("");
    line("Durations are written with `h`, `m` and `s`: `90s`, `5m`, `1h30m`.");
    rules(schema);
    object("spec", schema.getProperties().get("spec"));
    object("status", schema.getProperties().get("status"));
  }

  private void object(String path, JSONSchemaProps schema) {
    line("");
    line("## `" + path + "`");
    line("");
    if (schema.getDescription() != null) {
      line(text(schema.getDescription()));
      line("");
    }
    var properties = new TreeMap<>(schema.getProperties());
    line("| Field | Type | Default | Limits | Meaning |");
    line("| --- | --- | --- | --- | --- |");
    properties.forEach(
        (name, field) ->
            line(
                "| `%s` | %s | %s | %s | %s |"
                    .formatted(
                        name,
                        type(path, name, field),
                        field.getDefault() == null ? "" : "`" + field.getDefault().asText() + "`",
                        limits(field, schema.getRequired().contains(name)),
                        field.getDescription() == null ? "" : text(field.getDescription()))));
    rules(schema);
    properties.forEach(
        (name, field) -> {
          if (isOurs(name, field)) {
            object(path + "." + name, field);
          }
        });
  }

  private static boolean isOurs(String name, JSONSchemaProps field) {
    return !LINKS.containsKey(name) && !field.getProperties().isEmpty();
  }

  private static String type(String path, String name, JSONSchemaProps field) {
    if (LINKS.containsKey(name)) {
      return ("array".equals(field.getType()) ? "list of " : "") + LINKS.get(name);
    }
    if ("array".equals(field.getType())) {
      var item = field.getItems().getSchema();
      return item.getProperties().isEmpty()
          ? "list of " + item.getType()
          : "list of {"
              + item.getProperties().keySet().stream()
                  .map(key -> "`" + key + "`")
                  .collect(Collectors.joining(", "))
              + "}";
    }
    if (isOurs(name, field)) {
      return "[object](#" + (path + name).toLowerCase().replace(".", "") + ")";
    }
    return field.getAdditionalProperties() == null
        ? field.getType()
        : "map of " + field.getAdditionalProperties().getSchema().getType();
  }

  private static String limits(JSONSchemaProps field, boolean required) {
    var limits = new ArrayList<String>();
    if (required) {
      limits.add("required");
    }
    if (!field.getEnum().isEmpty()) {
      limits.add(
          field.getEnum().stream()
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ")));
    }
    if (field.getMinimum() != null && field.getMaximum() != null) {
      limits.add(
          "%d to %d".formatted(field.getMinimum().longValue(), field.getMaximum().longValue()));
    }
    if (field.getMaxLength() != null) {
      limits.add("at most " + field.getMaxLength() + " characters");
    }
    if (field.getMaxItems() != null) {
      limits.add("at most " + field.getMaxItems());
    }
    if (field.getMaxProperties() != null) {
      limits.add("at most " + field.getMaxProperties());
    }
    if (!field.getXKubernetesListMapKeys().isEmpty()) {
      limits.add("unique `" + String.join("`, `", field.getXKubernetesListMapKeys()) + "`");
    }
    if (field.getPattern() != null) {
      limits.add("`" + field.getPattern().replace("|", "\\|") + "`");
    }
    return String.join("; ", limits);
  }

  private void rules(JSONSchemaProps schema) {
    List<ValidationRule> rules = schema.getXKubernetesValidations();
    if (rules.isEmpty()) {
      return;
    }
    line("");
    line("Rules:");
    line("");
    for (var rule : rules) {
      line("- " + text(rule.getMessage()));
      line("  (`" + rule.getRule() + "`)");
    }
  }

  /** A description may hold placeholders in angle brackets, which Markdown would take for HTML. */
  private static String text(String description) {
    return description.replace("|", "\\|").replace("<", "\\<").replace(">", "\\>");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
