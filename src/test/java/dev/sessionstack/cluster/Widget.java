package dev.sessionstack.cluster;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** A custom resource for the tests of this package. */
@Group("test.dev")
@Version("v1")
public class Widget extends CustomResource<Widget.Spec, Widget.Status> implements Namespaced {
  /** Its CRD. */
  static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.test.dev}
      spec:
        group: test.dev
        scope: Namespaced
        names:
          {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList, shortNames: [wd], categories: [all]}
        versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
            additionalPrinterColumns:
              - {name: Size, type: integer, jsonPath: .spec.replicas}
              - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
              - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [colour]
                    properties:
                      colour: {type: string, enum: [Red, Green]}
                      replicas: {type: integer, default: 1, minimum: 0, maximum: 5}
                      code: {type: string, pattern: '^[a-z]+$'}
                      options:
                        type: object
                        default: {}
                        properties:
                          depth: {type: integer, default: 3}
                      parts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                            weight: {type: integer}
                  status:
                    type: object
                    properties:
                      replicas: {type: integer}
                      conditions:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [type]
                        items:
                          type: object
                          required: [type]
                          properties:
                            type: {type: string}
                            status: {type: string}
      """;

  /** What is wanted. */
  public record Spec(
      String colour, Integer replicas, String code, Options options, List<Part> parts) {}

  /** Something with a default inside. */
  public record Options(Integer depth) {}

  /** An item with a key. */
  public record Part(String name, Integer weight) {}

  /** What is. */
  public record Status(Integer replicas, List<Condition> conditions) {}

  static Widget of(String name, Spec spec) {
    var widget = new Widget();
    widget.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
    widget.setSpec(spec);
    return widget;
  }

  static Widget of(String name) {
    return of(name, new Spec("Red", null, null, null, null));
  }
}
