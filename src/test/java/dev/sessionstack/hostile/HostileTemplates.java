package dev.sessionstack.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Random;

/** Templates: the schema knows nothing of them, so anything may be in them. */
final class HostileTemplates {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** {@code TEXT} is replaced by a text. */
  private static final List<String> ALL =
      List.of(
          "{}",
          "{spec: null}",
          "{spec: []}",
          "{spec: TEXT}",
          "{TEXT: TEXT}",
          "{spec: {TEXT: TEXT}}",
          "{metadata: {labels: {TEXT: TEXT}, annotations: {TEXT: TEXT}, name: TEXT}}",
          "{metadata: {labels: null, annotations: null, creationTimestamp: TEXT}}",
          "{spec: {containers: null}}",
          "{spec: {containers: {}}}",
          "{spec: {containers: [null]}}",
          "{spec: {containers: [[]]}}",
          "{spec: {containers: [TEXT]}}",
          "{spec: {containers: [{}]}}",
          "{spec: {containers: [{name: null}]}}",
          "{spec: {containers: [{name: TEXT, image: TEXT, command: [TEXT], args: [TEXT]}]}}",
          "{spec: {containers: [{name: ui, env: null}]}}",
          "{spec: {containers: [{name: ui, env: [null]}]}}",
          "{spec: {containers: [{name: ui, env: [{name: TEXT, value: TEXT}]}]}}",
          "{spec: {containers: [{name: ui, env: [{name: A, valueFrom: {secretKeyRef: {name: TEXT,"
              + " key: TEXT}}}]}]}}",
          "{spec: {containers: [{name: ui, ports: [null, {}]}]}}",
          "{spec: {containers: [{name: ui, ports: [{containerPort: TEXT, hostPort: TEXT}]}]}}",
          "{spec: {containers: [{name: ui, volumeMounts: [{}], volumeDevices: [null]}]}}",
          "{spec: {containers: [{name: redis, resources: {limits: {memory: TEXT}}}]}}",
          "{spec: {containers: [{name: redis, resources: {limits: {memory: 1e999999999}}}]}}",
          "{spec: {containers: [{name: redis, resources: {limits: null, requests: {TEXT: 1}}}]}}",
          "{spec: {containers: [{name: redis, livenessProbe: {tcpSocket: {port: TEXT}}}]}}",
          "{spec: {containers: [{name: worker, securityContext: {capabilities: {drop: [null]}}}]}}",
          "{spec: {containers: [{name: worker, securityContext: {capabilities: null}}]}}",
          "{spec: {containers: [{name: ui, $patch: delete}]}}",
          "{spec: {containers: [{$patch: replace}]}}",
          "{spec: {containers: [{$patch: TEXT}]}}",
          "{spec: {containers: {$patch: delete}}}",
          "{$patch: replace}",
          "{$patch: delete, spec: {$patch: replace}}",
          "{spec: {$patch: replace, $retainKeys: [a], $setElementOrder/containers: [{name: a}]}}",
          "{spec: {volumes: [null, {}, {name: tmp, $patch: delete}]}}",
          "{spec: {volumes: [{name: TEXT, hostPath: {path: TEXT}}]}}",
          "{spec: {volumes: [{name: TEXT, emptyDir: {sizeLimit: TEXT}}]}}",
          "{spec: {volumes: [{name: TEXT, secret: {secretName: TEXT}}]}}",
          "{spec: {tolerations: [null], imagePullSecrets: [null], hostAliases: [{}]}}",
          "{spec: {overhead: {cpu: TEXT}, nodeSelector: {TEXT: TEXT}}}",
          "{spec: {securityContext: {sysctls: [null, {}], supplementalGroups: [1.5]}}}",
          "{spec: {securityContext: {runAsUser: 99999999999999999999}}}",
          "{spec: {terminationGracePeriodSeconds: -1, activeDeadlineSeconds: 1.5}}",
          "{spec: {topologySpreadConstraints: [null, {topologyKey: TEXT}]}}",
          "{spec: {initContainers: [{name: TEXT, image: TEXT, ports: [null]}]}}",
          "{spec: {ephemeralContainers: [null], readinessGates: [{}], schedulingGates: [TEXT]}}");

  static JsonNode one(Random random) {
    if (random.nextInt(40) == 0) {
      return deep(2_000);
    }
    var template = ALL.get(random.nextInt(ALL.size()));
    return filled(YAML.unmarshal("---\n" + template, JsonNode.class), random);
  }

  /** With another text in each place. */
  private static JsonNode filled(JsonNode node, Random random) {
    if (node.isTextual()) {
      return JSON.textNode(text(node.asText(), random));
    }
    if (node.isArray()) {
      var list = JSON.arrayNode();
      node.forEach(item -> list.add(filled(item, random)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    var object = JSON.objectNode();
    node.properties()
        .forEach(
            field -> object.set(text(field.getKey(), random), filled(field.getValue(), random)));
    return object;
  }

  private static String text(String text, Random random) {
    return text.equals("TEXT") ? HostileText.ALL.get(random.nextInt(HostileText.ALL.size())) : text;
  }

  /** Deeper than any that anybody needs. */
  static JsonNode deep(int levels) {
    JsonNode node = JSON.objectNode();
    for (var i = 0; i < levels; i++) {
      node = JSON.objectNode().set("a", node);
    }
    return JSON.objectNode().set("spec", node);
  }

  private HostileTemplates() {}
}
