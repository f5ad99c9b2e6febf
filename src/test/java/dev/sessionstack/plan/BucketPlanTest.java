package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.BucketPlan.Verification;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketPlanTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key");

  @Test
  void a_stack_without_a_bucket_has_none() {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {memory: {}}");
    assertThat(plan.bucket()).isEmpty();
  }

  @Test
  void defaults_are_resolved_here_as_the_crd_states_them() {
    var bucket = bucket("bucket: files");
    assertThat(bucket.region()).isEqualTo("us-east-1");
    assertThat(bucket.pathStyle()).as("AWS wants virtual hosts").isFalse();
    assertThat(bucket.prefix()).isEqualTo("shop/");
    assertThat(bucket.create()).isFalse();
    assertThat(bucket.verify()).isEqualTo(Verification.BUCKET);
    assertThat(bucket.isVerified()).as("there is nothing to verify with").isFalse();
    assertThat(bucket.connection()).isEmpty();
  }

  @Test
  void an_endpoint_is_spoken_to_in_path_style_unless_asked_otherwise() {
    assertThat(bucket("bucket: files, endpoint: 'http://minio:9000/'"))
        .satisfies(b -> assertThat(b.pathStyle()).isTrue())
        .satisfies(b -> assertThat(b.endpoint()).contains("http://minio.default.svc:9000"));
    assertThat(bucket("bucket: files, endpoint: 'http://minio', addressing: VirtualHost"))
        .satisfies(b -> assertThat(b.pathStyle()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({"shop,shop/", "/a//b/,a/b/", "'',''", "/,''", "a/b,a/b/"})
  void a_prefix_has_one_slash_at_its_end(String asked, String prefix) {
    assertThat(bucket("bucket: files, prefix: '" + asked + "'").prefix()).isEqualTo(prefix);
  }

  @Test
  void a_missing_secret_holds_the_bucket_and_nothing_else() {
    var plan = plan("bucket: files, credentialsSecretRef: {name: gone}", Map.of());
    assertThat(plan.holds(Component.BUCKET))
        .singleElement()
        .returns("SecretMissing", Problem::reason)
        .returns("spec.objectStorage.credentialsSecretRef.name", Problem::field);
    assertThat(plan.holds(Component.UI)).isEmpty();
    assertThat(plan.holds(Component.STORE)).isEmpty();
    assertThat(plan.bucket().orElseThrow().connection()).isEmpty();
  }

  @Test
  void an_incomplete_secret_names_the_key_that_it_lacks() {
    var plan =
        plan(
            "bucket: files, credentialsSecretRef: {name: mine}",
            Map.of("mine", Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "")));
    assertThat(plan.holds(Component.BUCKET))
        .singleElement()
        .returns("SecretIncomplete", Problem::reason)
        .satisfies(p -> assertThat(p.advice()).contains("`AWS_SECRET_ACCESS_KEY`"));
  }

  @Test
  void a_line_break_at_the_end_of_a_value_is_said_without_the_value() {
    var plan =
        plan(
            "bucket: files, credentialsSecretRef: {name: mine}",
            Map.of("mine", with("AWS_SECRET_ACCESS_KEY", "hidden\n")));
    assertThat(plan.holds(Component.BUCKET))
        .singleElement()
        .returns("SecretMalformed", Problem::reason)
        .satisfies(
            p ->
                assertThat(p.advice())
                    .contains("`AWS_SECRET_ACCESS_KEY`")
                    .doesNotContain("hidden"));
  }

  @Test
  void an_authority_that_is_none_is_said() {
    var plan =
        plan(
            "bucket: files, credentialsSecretRef: {name: mine}, tls: {secretName: ca}",
            Map.of("mine", CREDENTIALS, "ca", Map.of("ca.crt", "no certificate")));
    assertThat(plan.holds(Component.BUCKET))
        .extracting(Problem::field)
        .containsExactly("spec.objectStorage.tls.secretName");
    assertThat(plan.bucket().orElseThrow().connection())
        .as("the operator must not trust others instead")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Running,true,READ_WRITE", "Paused,false,BUCKET", "Hibernated,false,BUCKET"})
  void only_a_running_stack_changes_anything_in_object_storage(
      String mode, boolean create, Verification verify) {
    var plan =
        Given.plan(
            "mode: "
                + mode
                + "\nui: {image: 'shop:1'}\nstore: {memory: {}}\nobjectStorage: {bucket: files,"
                + " credentialsSecretRef: {name: mine}, create: IfMissing, verify: ReadWrite}");
    var bucket = plan.bucket().orElseThrow();
    assertThat(bucket.create()).isEqualTo(create);
    assertThat(bucket.verify()).isEqualTo(verify);
    assertThat(bucket.isVerified()).isTrue();
  }

  /** R6: pods follow the credentials, and not what else is in that Secret. */
  @Test
  void R6_the_hash_of_the_ui_follows_the_credentials() {
    var spec = "bucket: files, credentialsSecretRef: {name: mine}";
    var one = plan(spec, Map.of("mine", CREDENTIALS)).ui().container().contentHash();
    assertThat(plan(spec, Map.of("mine", with("note", "x"))).ui().container().contentHash())
        .isEqualTo(one);
    assertThat(
            plan(spec, Map.of("mine", with("AWS_SECRET_ACCESS_KEY", "k2")))
                .ui()
                .container()
                .contentHash())
        .isNotEqualTo(one);
    assertThat(
            plan(spec, Map.of("mine", with("AWS_SESSION_TOKEN", "t")))
                .ui()
                .container()
                .contentHash())
        .isNotEqualTo(one);
    assertThat(plan(spec, Map.of()).ui().container().contentHash()).isNotEqualTo(one);
  }

  @Test
  void credentials_can_not_be_printed() {
    var plan =
        plan("bucket: files, credentialsSecretRef: {name: mine}", Map.of("mine", CREDENTIALS));
    assertThat(plan.bucket().orElseThrow().connection().orElseThrow().toString())
        .doesNotContain("=id", "=key");
    assertThat(plan.toString()).doesNotContain("=id", "=key");
  }

  private static Map<String, String> with(String key, String value) {
    var data = new HashMap<>(CREDENTIALS);
    data.put(key, value);
    return data;
  }

  private static BucketPlan bucket(String fields) {
    return plan(fields, Map.of()).bucket().orElseThrow();
  }

  private static StackPlan plan(String fields, Map<String, Map<String, String>> secrets) {
    var contents = new HashMap<Reference.Target, Map<String, String>>();
    secrets.forEach(
        (name, data) -> contents.put(new Reference.Target(Reference.Kind.Secret, name), data));
    return StackPlan.of(
        Given.spec("ui: {image: 'shop:1'}\nstore: {memory: {}}\nobjectStorage: {" + fields + "}"),
        Given.PLATFORM,
        Given.around(contents));
  }
}
