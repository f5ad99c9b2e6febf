package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is wrong with a bucket is said with its field, holds up nothing else, and recovers. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObjectStorageE2E {

  private static final String CONDITION = "ObjectStorageReady";

  private static RealCluster cluster;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("bucket");
    cluster.applyFile("examples/s3/s3.yaml");
    cluster.apply(
        "memory",
        "memory",
        spec ->
            spec.withObject("/objectStorage")
                .put("bucket", "files")
                .put("endpoint", "http://s3:9000")
                .put("create", "IfMissing")
                .withObject("/credentialsSecretRef")
                .put("name", "later"));
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void a_missing_secret_is_said_and_when_it_comes_the_pods_roll_once() {
    says("False", "SecretMissing", "spec.objectStorage.credentialsSecretRef.name:");
    var before = revision();
    cluster.secret("later", keys("example", "example-secret"));
    says("True", "BucketReachable", "");
    cluster.awaitReady("memory");
    System.out.println("Revisions of the UI: " + before + ", " + revision());
    assertThat(revision()).isEqualTo(before + 1);
  }

  @Test
  @Order(2)
  void a_wrong_bucket() {
    cluster.patch(
        "memory",
        "{\"spec\": {\"objectStorage\": {\"bucket\": \"not-there\", \"create\": \"Never\"}}}");
    says("False", "BucketNotFound", "spec.objectStorage.bucket:");
    cluster.patch("memory", "{\"spec\": {\"objectStorage\": {\"bucket\": \"files\"}}}");
    says("True", "BucketReachable", "");
  }

  @Test
  @Order(3)
  void an_endpoint_without_pods_one_with_a_closed_port_and_none() {
    service("nobody", Map.of("app", "nobody"), 9000);
    service("closed", Map.of("app.kubernetes.io/name", "s3"), 9999);
    for (var host : new String[] {"nobody", "closed", "no-such-name"}) {
      endpoint("http://" + host + ":9000");
      says("False", "Unreachable", "spec.objectStorage.endpoint:");
      endpoint("http://s3:9000");
      says("True", "BucketReachable", "");
    }
  }

  /** This moto lets a few calls pass that make a user; then it asks for that user's key. */
  @Test
  @Order(4)
  void a_wrong_key() throws Exception {
    guardedStore();
    cluster.patch("memory", "{\"spec\": {\"objectStorage\": {\"create\": \"IfMissing\"}}}");
    endpoint("http://guarded:9000");
    says("False", "InvalidCredentials", "spec.objectStorage.credentialsSecretRef");
    cluster.secret("later", keys(guard.get("id").asText(), guard.get("secret").asText()));
    says("True", "BucketReachable", "");
    cluster.awaitReady("memory");
  }

  private static com.fasterxml.jackson.databind.JsonNode guard;

  private static void guardedStore() throws Exception {
    var deployments = cluster.client.apps().deployments().inNamespace(cluster.namespace);
    var guarded =
        deployments
            .withName("s3")
            .get()
            .edit()
            .withNewMetadata()
            .withName("guarded")
            .withNamespace(cluster.namespace)
            .endMetadata()
            .withStatus(null)
            .editSpec()
            .editSelector()
            .addToMatchLabels("app", "guarded")
            .removeFromMatchLabels("app.kubernetes.io/name")
            .endSelector()
            .editTemplate()
            .editMetadata()
            .addToLabels("app", "guarded")
            .removeFromLabels("app.kubernetes.io/name")
            .endMetadata()
            .editSpec()
            .editFirstContainer()
            .addNewEnv()
            .withName("INITIAL_NO_AUTH_ACTION_COUNT")
            .withValue("3")
            .endEnv()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    cluster.client.resource(guarded).create();
    service("guarded", Map.of("app", "guarded"), 9000);
    deployments
        .withName("guarded")
        .waitUntilReady(RealCluster.PATIENCE.toMinutes(), java.util.concurrent.TimeUnit.MINUTES);
    var said =
        new Workbench(cluster)
            .python(
                """
                import boto3, json
                iam = boto3.client("iam", endpoint_url="http://guarded:9000", region_name="us-east-1",
                                   aws_access_key_id="a", aws_secret_access_key="b")
                iam.create_user(UserName="shop")
                iam.put_user_policy(UserName="shop", PolicyName="all", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17",
                     "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
                key = iam.create_access_key(UserName="shop")["AccessKey"]
                print(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}))
                """);
    guard = new ObjectMapper().readTree(said);
  }

  /** And everything else runs. */
  private static void says(String status, String reason, String field) {
    var said = cluster.awaitCondition("memory", CONDITION, status, reason);
    System.out.println(reason + ": " + said.getMessage());
    assertThat(said.getMessage()).startsWith(field);
    cluster.awaitCondition("memory", "UIReady", "True", "Serving");
  }

  private static void endpoint(String url) {
    cluster.patch("memory", "{\"spec\": {\"objectStorage\": {\"endpoint\": \"" + url + "\"}}}");
  }

  private static Map<String, String> keys(String id, String secret) {
    return Map.of("AWS_ACCESS_KEY_ID", id, "AWS_SECRET_ACCESS_KEY", secret);
  }

  /** Counts the templates that the UI's pods have had. */
  private static int revision() {
    var deployment =
        await()
            .atMost(RealCluster.PATIENCE)
            .until(
                () ->
                    cluster
                        .client
                        .apps()
                        .deployments()
                        .inNamespace(cluster.namespace)
                        .withName("memory-ui")
                        .get(),
                java.util.Objects::nonNull);
    return Integer.parseInt(
        deployment.getMetadata().getAnnotations().get("deployment.kubernetes.io/revision"));
  }

  private static void service(String name, Map<String, String> selector, int port) {
    cluster
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withPort(9000)
                .withTargetPort(new IntOrString(port))
                .endPort()
                .endSpec()
                .build())
        .create();
  }
}
