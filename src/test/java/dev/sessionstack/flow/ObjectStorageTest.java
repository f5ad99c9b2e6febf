package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.sandbox.BucketServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bucket, what can be wrong with it, and that it holds up nothing else. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ObjectStorageTest extends Flow {

  private static final Map<String, String> RIGHT =
      Map.of("AWS_ACCESS_KEY_ID", "RIGHTKEY", "AWS_SECRET_ACCESS_KEY", "s3cret");

  private final BucketServer server = BucketServer.start("127.0.0.1", 0, "RIGHTKEY");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bucketThatIsThereIsReachableAndThenAllIsQuiet() {
    server.create("files", "us-east-1");
    site.applySecret("bucket", RIGHT);

    site.apply(stack("verify: ReadWrite"));

    site.awaitExactly(
        "shop",
        "Ready=True Serving",
        "UIReady=True Serving",
        "StoreReady=True InProcess",
        "Exposed=True ClusterIP",
        "ObjectStorageReady=True BucketReachable");
    assertThat(server.keys("files")).as("the marker is gone").contains(List.of());
    awaitRest();
    var mark = cluster.mark();
    var before = passes();
    site.touch(site.get(Deployment.class, "shop-ui"), "twice");
    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  @Test
  void missingBucketIsMadeWhereAskedAndNotWhilePaused() {
    site.applySecret("bucket", RIGHT);
    site.apply(stack("create: Never"));
    site.awaitAmong("shop", "UIReady=True Serving", "ObjectStorageReady=False BucketNotFound");
    assertThat(site.condition("shop", "ObjectStorageReady").getMessage())
        .startsWith("spec.objectStorage.bucket: bucket files at http://127.0.0.1:");

    site.patchSpec(
        "shop", "{\"mode\": \"Paused\", \"objectStorage\": {\"create\": \"IfMissing\"}}");

    site.awaitAmong("shop", "ObjectStorageReady=False BucketNotFound");
    assertThat(server.keys("files")).isEmpty();

    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    site.awaitAmong("shop", "Ready=True Serving", "ObjectStorageReady=True BucketReachable");
    assertThat(server.keys("files")).contains(List.of());
  }

  @Test
  void missingSecretHoldsUpTheBucketOnlyAndItsContentRollsThePods() {
    server.create("files", "us-east-1");

    site.apply(stack(""));

    site.awaitAmong("shop", "UIReady=True Serving", "ObjectStorageReady=False SecretMissing");
    var before = content();

    site.applySecret("bucket", Map.of("AWS_ACCESS_KEY_ID", "RIGHTKEY"));

    site.awaitAmong("shop", "ObjectStorageReady=False SecretIncomplete");

    site.applySecret(
        "bucket", Map.of("AWS_ACCESS_KEY_ID", "WRONGKEY", "AWS_SECRET_ACCESS_KEY", "s3cret"));

    site.awaitAmong("shop", "ObjectStorageReady=False InvalidCredentials");
    assertThat(site.condition("shop", "ObjectStorageReady").getMessage())
        .doesNotContain("WRONGKEY", "s3cret");

    site.applySecret("bucket", RIGHT);

    site.awaitReady("shop");
    site.awaitAmong("shop", "ObjectStorageReady=True BucketReachable");
    assertThat(content()).isNotEqualTo(before);

    site.delete(site.get(Secret.class, "bucket"));

    site.awaitAmong("shop", "UIReady=True Serving", "ObjectStorageReady=False SecretMissing");
  }

  @Test
  void bucketOfPodsWithAnIdentityOfTheirOwnIsNotAsked() {
    site.apply(stack("").replace("credentialsSecretRef: {name: bucket}", "region: eu-central-1"));

    site.awaitAmong("shop", "Ready=True Serving", "ObjectStorageReady=Unknown NotVerified");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void bucketThatIsNoLongerNamedIsForgotten() {
    server.create("files", "us-east-1");
    site.applySecret("bucket", RIGHT);
    site.apply(stack(""));
    site.awaitAmong("shop", "ObjectStorageReady=True BucketReachable");

    site.patchSpec("shop", "{\"objectStorage\": null}");

    Site.eventually(
        () ->
            assertThat(site.conditions("shop")).noneMatch(c -> c.startsWith("ObjectStorageReady")));
  }

  private String content() {
    return site.get(Deployment.class, "shop-ui")
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("sessionstack.dev/content");
  }

  private String stack(String more) {
    return """
    apiVersion: sessionstack.dev/v1alpha1
    kind: SessionStack
    metadata: {name: shop}
    spec:
      ui: {image: "app:1"}
      store: {memory: {}}
      objectStorage:
        bucket: files
        endpoint: %s
        credentialsSecretRef: {name: bucket}
        %s
    """
        .formatted(server.endpoint(), more);
  }
}
