package dev.sessionstack.api;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;

/**
 * The last touch on the generated CRD, for what no annotation can say. Only the build runs it.
 *
 * <p>Lists of named things are maps to server-side apply, so that two owners can each have an item
 * ({@code x-kubernetes-list-type: map}); columns stand in the order that people read them.
 */
public final class CrdFinish implements CRDPostProcessor {

  private static final List<String> COLUMNS =
      List.of("Ready", "UI", "Store", "Sessions", "Age", "URL", "Message");

  @Override
  public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
    for (var version : ((CustomResourceDefinition) crd).getSpec().getVersions()) {
      version.getAdditionalPrinterColumns().sort(Comparator.comparingInt(CrdFinish::position));
      finish(version.getSchema().getOpenAPIV3Schema());
    }
    return crd;
  }

  private static int position(CustomResourceColumnDefinition column) {
    return COLUMNS.indexOf(column.getName());
  }

  private static void finish(JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                switch (name) {
                  case "conditions" -> mapBy(property, "type");
                  case "env", "imagePullSecrets" -> mapBy(property, "name");
                  default -> finish(property);
                }
              });
    }
  }

  private static void mapBy(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
    list.getItems().getSchema().setRequired(List.of(key)); // a key may not be absent
  }
}
