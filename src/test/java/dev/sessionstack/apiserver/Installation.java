package dev.sessionstack.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.cluster.Belongings;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.OperatorProcess;
import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamedAuthInfoBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * An API server on which the operator is installed as one of the kustomizations says, with its
 * account, its rights and its settings. Operators run as processes of this machine.
 */
final class Installation implements AutoCloseable {

  static final String NAMESPACE = "sessionstack-system";
  private static final String OPERATOR = "sessionstack-operator";
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  final KubernetesClient admin;
  private final ApiServer server;
  private final Path folder;
  private final HostsFile hosts;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Belongings owned = new Belongings();
  private final Map<String, Deployment> deployments = new HashMap<>();

  /**
   * An operator.
   *
   * @param credential by which the server tells it from others
   */
  record Instance(OperatorProcess process, Path log, String credential) {}

  /**
   * @param name of a folder for its files
   * @param kustomizations what is applied
   * @param namespaces that are there before
   */
  Installation(String name, List<String> kustomizations, String... namespaces) {
    folder = Path.of("target", "installations", name).toAbsolutePath();
    server =
        owned.add(
            ApiServer.start(
                Stream.of("", "-shard-a", "-shard-b")
                    .map(end -> "system:serviceaccount:" + NAMESPACE + ":" + OPERATOR + end)
                    .toArray(String[]::new)));
    admin = owned.add(server.client("controllers"));
    server.kubectl("apply", "-f", "crds");
    for (var namespace : namespaces) {
      create(namespace);
    }
    kustomizations.forEach(this::install);
    hosts = new HostsFile(folder.resolve("hosts"));
    var kubelet = owned.add(new RedisKubelet(admin, hosts, folder.resolve("volumes")));
    owned.add(Controllers.with(admin).kubelet(kubelet).start());
  }

  void create(String namespace) {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  /** All but the Deployment, whose part the processes play. */
  private void install(String kustomization) {
    var manifests = server.kubectl("kustomize", kustomization);
    var stream = new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8));
    for (HasMetadata object : admin.load(stream).items()) {
      if (object instanceof Deployment operator) {
        deployments.put(kustomization, operator);
      } else if (!(object instanceof Service)) {
        admin.resource(object).serverSideApply();
      }
    }
  }

  /** What the Deployment sets, but for what is about its own container. */
  private static Map<String, String> settings(Deployment operator) {
    return operator.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .filter(variable -> !variable.getName().equals("JAVA_TOOL_OPTIONS"))
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  /** Starts an operator as a kustomization has it, with some more settings. */
  Instance operator(String name, String kustomization, Map<String, String> more) {
    var deployment = deployments.get(kustomization);
    var token = token(deployment.getSpec().getTemplate().getSpec().getServiceAccountName());
    var all = new HashMap<>(settings(deployment));
    all.put("SESSIONSTACK_NAMESPACE", NAMESPACE);
    all.put("SESSIONSTACK_INSTANCE", name);
    all.putAll(more);
    var log = folder.resolve(name + ".log");
    try {
      Files.deleteIfExists(log); // of another run
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var process = owned.add(new OperatorProcess(JAR, kubeconfig(name, token), hosts, log, all));
    return new Instance(process, log, "JTI=" + claim(token, "jti"));
  }

  private String token(String account) {
    return admin
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(account)
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  private static String claim(String token, String name) {
    var payload = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return Serialization.unmarshal(new String(payload, StandardCharsets.UTF_8), JsonNode.class)
        .path(name)
        .asText();
  }

  /** That of the administrator, with the operator's token in place of his certificate. */
  private Path kubeconfig(String name, String token) {
    var config =
        Serialization.unmarshal(server.kubeconfig(), io.fabric8.kubernetes.api.model.Config.class);
    var user = config.getContexts().get(0).getContext().getUser();
    config.setUsers(
        List.of(
            new NamedAuthInfoBuilder()
                .withName(user)
                .withNewUser()
                .withToken(token)
                .endUser()
                .build()));
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(name + ".kubeconfig"), Serialization.asYaml(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AuditLog audit() {
    return server.audit();
  }

  /** Whether an instance says that it is ready. */
  boolean isReady(Instance instance) {
    return answer(instance, "/q/health/ready").map(HttpResponse::statusCode).orElse(0) == 200;
  }

  /** What an instance says of how it is. */
  String health(Instance instance) {
    return answer(instance, "/q/health").map(HttpResponse::body).orElse("");
  }

  /** What Prometheus reads from an instance. */
  String metrics(Instance instance) {
    return answer(instance, "/q/metrics").map(HttpResponse::body).orElse("");
  }

  private Optional<HttpResponse<String>> answer(Instance instance, String path) {
    try {
      var request = HttpRequest.newBuilder(URI.create(instance.process().url() + path)).build();
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty(); // it does not listen yet, or has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether an instance says that it is the one that works. */
  boolean leads(Instance instance) {
    return metrics(instance).contains("sessionstack_leader 1.0");
  }

  /** A process starts, or a lease runs out, within a minute where there is CPU for it. */
  static ConditionFactory patience() {
    return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100));
  }

  void awaitReady(Instance instance) {
    patience().until(() -> isReady(instance));
  }

  /** Creates a stack whose sessions live in its UI, which takes no store. */
  void createStack(String namespace, String name, Map<String, String> labels) {
    var stack =
        Serialization.unmarshal(
            """
            apiVersion: sessionstack.dev/v1alpha1
            kind: SessionStack
            metadata: {name: %s, namespace: %s}
            spec:
              ui: {image: "shop:1"}
              store: {memory: {}}
            """
                .formatted(name, namespace),
            SessionStack.class);
    stack.getMetadata().setLabels(labels);
    admin.resource(stack).create();
  }

  Resource<SessionStack> stack(String namespace, String name) {
    return admin.resources(SessionStack.class).inNamespace(namespace).withName(name);
  }

  /** Whether a stack is ready as its spec is now. */
  boolean isServed(String namespace, String name) {
    var stack = stack(namespace, name).get();
    return stack.getStatus() != null
        && stack.getMetadata().getGeneration().equals(stack.getStatus().observedGeneration())
        && stack.getStatus().conditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  @Override
  public void close() {
    owned.close();
  }
}
