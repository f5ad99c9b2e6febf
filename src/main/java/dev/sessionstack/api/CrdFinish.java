package dev.sessionstack.api;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The last touch on the generated CRD, for what no annotation can say. Only the build runs it.
 *
 * <p>Lists of named things are maps to server-side apply, so that two owners can each have an item
 * ({@code x-kubernetes-list-type: map}); columns stand in the order that people read them.
 */
public final class CrdFinish implements CRDPostProcessor {

  /** Of both kinds: what the one does not have does not disturb the order of the other. */
  private static final List<String> COLUMNS =
      List.of(
          "Stack",
          "Complete",
          "Ended",
          "Ready",
          "UI",
          "Store",
          "Sessions",
          "Queued",
          "Age",
          "Approximate",
          "URL",
          "Message");

  /**
   * What no annotation can describe.
   *
   * @param kind the resource
   * @param status its status
   */
  private record Words(String kind, String status) {}

  private static final Map<String, Words> WORDS =
      Map.of(
          "SessionStack",
          new Words(
              "A web app whose users have sessions: UI instances, a session store and the way in.",
              "What is, as the operator sees it. Figures are rounded."),
          "SessionRevocation",
          new Words(
              "Ends sessions of a stack, once, as a Job runs once.",
              "How far it has come. It names no user and no session."));

  /**
   * All that may be a number or a text here is a quantity, and one that is none (an empty text,
   * from a template of somebody's) would make every client fail on the whole list. The pattern is
   * that of Kubernetes' own CRDs for it, with bounds: 1e999999999 is a number that no memory holds.
   */
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]{1,30}(\\.[0-9]{0,30})?)|(\\.[0-9]{1,30}))"
          + "(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?[0-9]{1,2}))?$";

  @Override
  public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
    var definition = ((CustomResourceDefinition) crd).getSpec();
    var words = WORDS.get(definition.getNames().getKind());
    for (var version : definition.getVersions()) {
      version.getAdditionalPrinterColumns().sort(Comparator.comparingInt(CrdFinish::position));
      var schema = version.getSchema().getOpenAPIV3Schema();
      schema.setDescription(words.kind());
      schema.getProperties().get("spec").setDescription("What is to be.");
      schema.getProperties().get("status").setDescription(words.status());
      finish(schema);
    }
    return crd;
  }

  private static int position(CustomResourceColumnDefinition column) {
    return COLUMNS.indexOf(column.getName());
  }

  private static void finish(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      schema.setPattern(QUANTITY);
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      finish(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      finish(schema.getAdditionalProperties().getSchema());
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                finish(property);
                switch (name) {
                  case "conditions" -> mapBy(property, "type");
                  case "env", "imagePullSecrets", "workers", "queues" -> mapBy(property, "name");
                  case "template" -> property.setType("object");
                  default -> {}
                }
              });
    }
  }

  private static void mapBy(JSONSchemaProps list, String key) {
    var item = list.getItems() == null ? null : list.getItems().getSchema();
    if (item == null || item.getProperties() == null || !item.getProperties().containsKey(key)) {
      return; // of that name, but a list of texts
    }
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
    list.getItems().getSchema().setRequired(List.of(key)); // a key may not be absent
  }
}
