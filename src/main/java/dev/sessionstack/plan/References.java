package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.api.ContainerSpec;
import dev.sessionstack.api.ManagedStore;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackSpec;
import dev.sessionstack.plan.Reference.Kind;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a spec refers to: Secrets and ConfigMaps of the user's, in the stack's namespace. Those that
 * we make are not among them, though a template may well name them.
 *
 * @param session by the session keys
 * @param store by the store
 * @param ui by the UI
 * @param workers by each pool of workers
 * @param scheduler by the scheduler
 * @param backend by the backend
 * @param modelServer by the model server
 * @param bucket by the object storage
 * @param edge by what is in front of the Service
 */
public record References(
    Set<Reference> session,
    Set<Reference> store,
    Set<Reference> ui,
    Map<String, Set<Reference>> workers,
    Set<Reference> scheduler,
    Set<Reference> backend,
    Set<Reference> modelServer,
    Set<Reference> bucket,
    Set<Reference> edge) {

  /** The field that names the managed store's password. */
  static final String STORE_PASSWORD = "spec.store.managed.auth.passwordSecretRef.name";

  public static References of(SessionStack stack) {
    var spec = stack.getSpec();
    var workers = new LinkedHashMap<String, Set<Reference>>();
    spec.workers().forEach(w -> workers.put(w.name(), of(w, WorkerPlan.field(w.name()))));
    var references =
        new References(
            ofSession(spec),
            ofStore(spec),
            of(spec.ui(), "spec.ui"),
            workers,
            of(spec.scheduler(), "spec.scheduler"),
            of(spec.backend(), "spec.backend"),
            of(spec.modelServer(), "spec.modelServer"),
            ofBucket(spec),
            ofEdge(spec));
    var names = new Names(stack.getMetadata().getName());
    references.each().forEach(some -> some.removeIf(r -> isOurs(r, names)));
    return references;
  }

  /**
   * A template, and a variable, may well use what we make; another field wants what the user has.
   */
  private static boolean isOurs(Reference reference, Names names) {
    return !reference.own()
        && (names.secrets().contains(reference.name())
            || names.redisConfig().equals(reference.name()));
  }

  /** Everything that a stack depends on. */
  public Set<Reference> all() {
    return each().flatMap(Set::stream).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Stream<Set<Reference>> each() {
    return Stream.of(
            Stream.of(session, store, ui),
            workers.values().stream(),
            Stream.of(scheduler, backend, modelServer, bucket, edge))
        .flatMap(some -> some);
  }

  private static Set<Reference> ofSession(SessionStackSpec spec) {
    var found = new LinkedHashSet<Reference>();
    if (spec.session() != null && spec.session().secretRef() != null) {
      found.add(secret(spec.session().secretRef().name(), "spec.session.secretRef.name"));
    }
    return found;
  }

  private static Set<Reference> ofStore(SessionStackSpec spec) {
    var found = new LinkedHashSet<Reference>();
    if (spec.store().managed() != null) {
      managed(spec.store().managed(), found);
    }
    var external = spec.store().external();
    if (external != null && external.credentialsSecretRef() != null) {
      found.add(
          secret(
              external.credentialsSecretRef().name(),
              "spec.store.external.credentialsSecretRef.name"));
    }
    if (external != null && external.tls() != null && external.tls().secretName() != null) {
      found.add(secret(external.tls().secretName(), "spec.store.external.tls.secretName"));
    }
    return found;
  }

  private static void managed(ManagedStore managed, Set<Reference> found) {
    if (managed.auth() != null && managed.auth().passwordSecretRef() != null) {
      found.add(secret(managed.auth().passwordSecretRef().name(), STORE_PASSWORD));
    }
    if (managed.tls() != null) {
      found.add(secret(managed.tls().secretName(), "spec.store.managed.tls.secretName"));
    }
    template(managed.template(), "spec.store.managed.template", found);
  }

  private static Set<Reference> ofEdge(SessionStackSpec spec) {
    var found = new LinkedHashSet<Reference>();
    if (spec.loadBalancer() != null && spec.loadBalancer().tls() != null) {
      found.add(secret(spec.loadBalancer().tls().secretName(), EdgePlan.TLS));
    }
    return found;
  }

  private static Set<Reference> ofBucket(SessionStackSpec spec) {
    var found = new LinkedHashSet<Reference>();
    var storage = spec.objectStorage();
    if (storage != null && storage.credentialsSecretRef() != null) {
      found.add(secret(storage.credentialsSecretRef().name(), BucketPlan.CREDENTIALS_FIELD));
    }
    if (storage != null && storage.tls() != null) {
      found.add(secret(storage.tls().secretName(), BucketPlan.TLS_FIELD));
    }
    return found;
  }

  private static Set<Reference> of(ContainerSpec spec, String field) {
    var found = new LinkedHashSet<Reference>();
    if (spec == null) {
      return found;
    }
    for (var env : spec.env()) {
      var from = env.getValueFrom();
      var variable = field + ".env[" + env.getName() + "]";
      if (from != null && from.getSecretKeyRef() != null) {
        var ref = from.getSecretKeyRef();
        add(Kind.Secret, ref.getName(), variable, ref.getOptional(), found);
      }
      if (from != null && from.getConfigMapKeyRef() != null) {
        var ref = from.getConfigMapKeyRef();
        add(Kind.ConfigMap, ref.getName(), variable, ref.getOptional(), found);
      }
    }
    for (var from : spec.envFrom()) {
      if (from.getSecretRef() != null) {
        var ref = from.getSecretRef();
        add(Kind.Secret, ref.getName(), field + ".envFrom", ref.getOptional(), found);
      }
      if (from.getConfigMapRef() != null) {
        var ref = from.getConfigMapRef();
        add(Kind.ConfigMap, ref.getName(), field + ".envFrom", ref.getOptional(), found);
      }
    }
    template(spec.template(), field + ".template", found);
    return found;
  }

  /** One that is no pod template refers to nothing; the plan says so. */
  private static void template(JsonNode template, String field, Set<Reference> found) {
    if (template != null && PodPatch.isShallow(template)) {
      inTemplate(template, field, found);
    }
  }

  /** A template may refer anywhere; these are all the fields of a pod that hold such names. */
  private static void inTemplate(JsonNode node, String field, Set<Reference> found) {
    named(node, "secretKeyRef", "name", Kind.Secret, field, found);
    named(node, "secretRef", "name", Kind.Secret, field, found);
    named(node, "secret", "secretName", Kind.Secret, field, found);
    named(node, "secret", "name", Kind.Secret, field, found); // in a projected volume
    named(node, "configMapKeyRef", "name", Kind.ConfigMap, field, found);
    named(node, "configMapRef", "name", Kind.ConfigMap, field, found);
    named(node, "configMap", "name", Kind.ConfigMap, field, found);
    node.forEach(child -> inTemplate(child, field, found));
  }

  private static void named(
      JsonNode parent, String name, String key, Kind kind, String field, Set<Reference> found) {
    var reference = parent.path(name);
    if (reference.path(key).isTextual()) {
      add(kind, reference.path(key).asText(), field, reference.path("optional").asBoolean(), found);
    }
  }

  /** What an envFrom refers to, if it is complete. */
  static Optional<Reference.Target> of(EnvFromSource from) {
    if (from.getSecretRef() != null) {
      return Optional.of(new Reference.Target(Kind.Secret, from.getSecretRef().getName()));
    }
    return Optional.ofNullable(from.getConfigMapRef())
        .map(ref -> new Reference.Target(Kind.ConfigMap, ref.getName()));
  }

  private static Reference secret(String name, String field) {
    return new Reference(Kind.Secret, name, field, false, true);
  }

  private static void add(
      Kind kind, String name, String field, Boolean optional, Set<Reference> found) {
    if (name != null && !name.isEmpty()) {
      found.add(new Reference(kind, name, field, Boolean.TRUE.equals(optional), false));
    }
  }
}
