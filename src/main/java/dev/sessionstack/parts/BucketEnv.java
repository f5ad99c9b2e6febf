package dev.sessionstack.parts;

import dev.sessionstack.plan.BucketPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The object storage as an app's pod sees it: variables, and the file of a private authority.
 *
 * <p>Nothing of it keeps a pod from starting. Credentials and authority are optional references: a
 * missing Secret is said by a condition, and the pods roll when its content is there.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">Variables
 *     that the SDKs read</a>
 */
public final class BucketEnv {

  private static final String VOLUME = "bucket-tls";
  private static final String FILE = "ca.crt";

  /** Variables, in the order of {@code docs/contract.md}. */
  public static List<EnvVar> of(BucketPlan bucket) {
    var env = new ArrayList<EnvVar>();
    bucket
        .endpoint()
        .ifPresent(
            url -> {
              // For S3 alone: what holds for all services would also take STS and SQS there.
              env.add(AppEnv.plain("AWS_ENDPOINT_URL_S3", url));
              // What newer SDKs add by default, many other services refuse.
              env.add(AppEnv.plain("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"));
              env.add(AppEnv.plain("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"));
            });
    env.add(AppEnv.plain("AWS_REGION", bucket.region()));
    env.add(AppEnv.plain("AWS_DEFAULT_REGION", bucket.region()));
    env.add(AppEnv.plain("S3_BUCKET", bucket.bucket()));
    env.add(AppEnv.plain("S3_PREFIX", bucket.prefix()));
    env.add(AppEnv.plain("S3_FILES_PREFIX", bucket.prefix() + "files/"));
    env.add(AppEnv.plain("S3_LOGS_PREFIX", bucket.prefix() + "logs/"));
    env.add(AppEnv.plain("S3_DATA_PREFIX", bucket.prefix() + "data/"));
    env.add(AppEnv.plain("S3_ADDRESSING_STYLE", bucket.pathStyle() ? "path" : "virtual"));
    bucket
        .authority()
        .ifPresent(
            pem -> env.add(AppEnv.plain("AWS_CA_BUNDLE", BucketPlan.CA_FOLDER + "/" + FILE)));
    bucket
        .credentialsSecret()
        .ifPresent(
            secret -> {
              env.add(AppEnv.secret(BucketPlan.ACCESS_KEY_ID, secret, true));
              env.add(AppEnv.secret(BucketPlan.SECRET_ACCESS_KEY, secret, true));
              if (bucket.credentials().containsKey(BucketPlan.SESSION_TOKEN)) {
                env.add(AppEnv.secret(BucketPlan.SESSION_TOKEN, secret, true));
              }
            });
    return env;
  }

  /** The template with the authority's file in one of its containers, where there is one. */
  public static PodTemplateSpec mounted(
      PodTemplateSpec template, String container, BucketPlan bucket) {
    if (bucket.trustSecret().isEmpty()) {
      return template;
    }
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .addNewVolume()
        .withName(VOLUME)
        .withNewSecret()
        .withSecretName(bucket.trustSecret().get())
        .addNewItem(FILE, null, FILE)
        .withOptional(true)
        .endSecret()
        .endVolume()
        .editMatchingContainer(c -> container.equals(c.getName()))
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(BucketPlan.CA_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .endContainer()
        .endSpec()
        .build();
  }

  private BucketEnv() {}
}
