package dev.sessionstack.plan;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.plan.Capabilities.IngressClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Stacks and surroundings for tests of the pure rooms. */
public final class Given {

  public static final Platform PLATFORM = new Platform("sessionstack-system", Tenancy.STRICT);

  public static final Keys KEYS =
      new Keys(
          new Sensitive("jwt-secret-of-at-least-32-characters"),
          new Sensitive("secret-key"),
          new Sensitive("csrf-secret"),
          new Sensitive("store-password"),
          new Sensitive("hash-key"));

  /** A cluster with everything: the experimental Gateway API, and a class of each controller. */
  public static final Capabilities CLUSTER =
      new Capabilities(
          Optional.of(Set.of("matches", "backendRefs", "timeouts", "sessionPersistence")),
          Optional.of(
              List.of(
                  new IngressClass("traefik", "traefik.io/ingress-controller", true),
                  new IngressClass("nginx", "k8s.io/ingress-nginx", false),
                  new IngressClass("f5", "nginx.org/ingress-controller", false),
                  new IngressClass("haproxy", "haproxy.org/ingress-controller/prod", false),
                  new IngressClass(
                      "haproxy-community", "haproxy-ingress.github.io/controller", false),
                  new IngressClass("alb", "ingress.k8s.aws/alb", false),
                  new IngressClass("other", "example.com/controller", false))),
          Set.of());

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** The stack in a file, as the API server would hand it out. */
  public static SessionStack stack(Path file) {
    try {
      return stack(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stack from a whole YAML document. */
  public static SessionStack stack(String yaml) {
    var stack = YAML.unmarshal(yaml, SessionStack.class);
    stack.getMetadata().setNamespace("default");
    stack.getMetadata().setUid("00000000-0000-0000-0000-000000000001");
    stack.getMetadata().setGeneration(1L);
    return stack;
  }

  /** A stack named {@code shop} from the YAML of its spec. */
  public static SessionStack spec(String spec) {
    return stack(
        "apiVersion: sessionstack.dev/v1alpha1\nkind: SessionStack\nmetadata: {name: shop}\nspec:\n"
            + spec.indent(2));
  }

  /** A status that speaks of nothing but rotations. */
  public static SessionStackStatus rotated(
      SessionStackStatus.Rotation session, SessionStackStatus.Rotation store) {
    return new SessionStackStatus(
        1L,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new SessionStackStatus.Secrets("shop-session", "shop-store", session, store));
  }

  /** The keys are there, and so is all that the spec refers to. */
  public static Surroundings around(SessionStack stack) {
    return around(contents(stack));
  }

  /** The keys are there, and of what the spec refers to, this. */
  public static Surroundings around(Map<Reference.Target, Map<String, String>> contents) {
    return new Around().contents(contents).get();
  }

  /** All is there, and of Deployments these numbers were last written by us. */
  public static Surroundings held(SessionStack stack, Map<String, Integer> replicas) {
    return new Around().contents(contents(stack)).heldReplicas(replicas).get();
  }

  /** All is there, and this is asked of pools of workers. */
  public static Surroundings demanded(SessionStack stack, Map<String, PoolDemand> demands) {
    return new Around().contents(contents(stack)).demands(demands).get();
  }

  /** As it is before the first reconciliation: only what the spec refers to is there. */
  public static Surroundings bare(SessionStack stack, boolean hasData) {
    return new Around().keys(Map.of()).contents(contents(stack)).volume(hasData).get();
  }

  public static StackPlan plan(String spec) {
    return plan(spec, CLUSTER);
  }

  /** In a cluster that offers this. */
  public static StackPlan plan(String spec, Capabilities cluster) {
    var stack = spec(spec);
    return StackPlan.of(
        stack, PLATFORM, new Around().contents(contents(stack)).cluster(cluster).get());
  }

  /** Every object that a spec refers to holds every key that anybody may ask of it. */
  private static Map<Reference.Target, Map<String, String>> contents(SessionStack stack) {
    var references = References.of(stack);
    var contents =
        references.all().stream()
            .map(Reference::target)
            .distinct()
            .collect(Collectors.toMap(target -> target, target -> new HashMap<>(ANY)));
    references.bucket().forEach(r -> contents.get(r.target()).putAll(CREDENTIALS));
    return Map.copyOf(contents);
  }

  /** Of an authority that signs nothing: its key was not kept. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBezCCASGgAwIBAgIUL46bVjREvcwLmgrJ7RscX5yChJgwCgYIKoZIzj0EAwIw
      EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDI4MTJaGA8yMTI2MTAzMDE0
      MjgxMlowEjEQMA4GA1UEAwwHdGVzdC1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
      A0IABJfxuPDEYrET58pdxIMHPzoSkJ3KK1OIh7JmVlbQ1EA/yW42juZYWLyLQCq5
      /rHpFdDvWlPqXbeKm2O+Pq2SIhyjUzBRMB0GA1UdDgQWBBRDMlrFyVZhHqhWfzwr
      8lq326mFPTAfBgNVHSMEGDAWgBRDMlrFyVZhHqhWfzwr8lq326mFPTAPBgNVHRMB
      Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCExA+/sD8RWicIRIbaPxR6MhMx
      NpWPBpFTTTucz4PaJwIgfg/f1BCsM6tuWkZbBYM55hroV4SlNW+82U/QUoo9NSo=
      -----END CERTIFICATE-----
      """;

  private static final Map<String, String> ANY =
      Map.of(
          "password", "a \"quoted\" pass\nword",
          "ca.crt", CERTIFICATE,
          "tls.crt", "-----BEGIN CERTIFICATE-----",
          "tls.key", "key",
          "JWT_SECRET", "x".repeat(32),
          "SECRET_KEY", "secret-key",
          "CSRF_SECRET", "csrf-secret");

  private static final Map<String, String> CREDENTIALS =
      Map.of(
          BucketPlan.ACCESS_KEY_ID, "access-key",
          BucketPlan.SECRET_ACCESS_KEY, "secret-access-key");

  private Given() {}
}
