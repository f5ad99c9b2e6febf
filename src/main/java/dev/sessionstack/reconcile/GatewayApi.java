package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Whether the cluster serves HTTPRoutes, and with which fields: read from their CRD, which is
 * watched by its name, so that one that is installed later is noticed.
 *
 * <p>Where the operator may not read it, discovery is asked once, which everybody may, and the
 * fields that releases differ in are done without.
 */
final class GatewayApi {

  private static final Logger LOG = Logger.getLogger(GatewayApi.class);
  private static final String CRD = HasMetadata.getFullResourceName(HTTPRoute.class);
  private static final String VERSION = HasMetadata.getVersion(HTTPRoute.class);

  private final KubernetesClient client;
  private final ClusterWatch<CustomResourceDefinition> crd;
  private volatile boolean discovered;

  GatewayApi(KubernetesClient client) {
    this.client = client;
    this.crd =
        new ClusterWatch<>(
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(CRD)
                .runnableInformer(0));
  }

  void start(Runnable news) {
    crd.start(news);
    discovered = !crd.isReadable() && isDiscovered();
  }

  private boolean isDiscovered() {
    try {
      return client.supports(HTTPRoute.class);
    } catch (KubernetesClientException e) {
      LOG.infof("HTTPRoutes cannot be looked for: %s", e.getMessage());
      return false; // no reason not to start
    }
  }

  void stop() {
    crd.stop();
  }

  Stream<? extends SharedIndexInformer<?>> informer() {
    return crd.informer();
  }

  /** The fields of a rule; absent where HTTPRoutes are not served. */
  Optional<Set<String>> ruleFields() {
    return crd.isReadable()
        ? crd.list().stream()
            .findFirst()
            .filter(GatewayApi::isEstablished)
            .flatMap(GatewayApi::read)
        : Optional.of(Set.<String>of()).filter(none -> discovered);
  }

  /**
   * A CRD is there a moment before its kind is served, at first with no conditions at all, and a
   * moment longer than objects of its kind may be created.
   */
  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd.getMetadata().getDeletionTimestamp() == null
        && Optional.ofNullable(crd.getStatus())
            .map(CustomResourceDefinitionStatus::getConditions)
            .stream()
            .flatMap(List::stream)
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static Optional<Set<String>> read(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().stream()
        .filter(version -> VERSION.equals(version.getName()))
        .filter(version -> Boolean.TRUE.equals(version.getServed()))
        .findFirst()
        .map(
            version ->
                Optional.ofNullable(version.getSchema())
                    .map(schema -> schema.getOpenAPIV3Schema())
                    .flatMap(schema -> property(schema, "spec"))
                    .flatMap(spec -> property(spec, "rules"))
                    .map(rules -> rules.getItems())
                    .map(items -> items.getSchema())
                    .map(rule -> Set.copyOf(properties(rule).keySet()))
                    .orElse(Set.of()));
  }

  private static Optional<JSONSchemaProps> property(JSONSchemaProps schema, String name) {
    return Optional.ofNullable(properties(schema).get(name));
  }

  private static Map<String, JSONSchemaProps> properties(JSONSchemaProps schema) {
    return schema.getProperties() == null ? Map.of() : schema.getProperties();
  }
}
