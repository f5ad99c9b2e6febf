package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bucket of S3, or of anything that speaks its protocol, for files, logs and data of the app. */
@ValidationRule(
    value = "!has(self.create) || self.create == 'Never' || has(self.credentialsSecretRef)",
    message =
        "objectStorage.create: IfMissing needs objectStorage.credentialsSecretRef: the operator has"
            + " no rights of its own and creates the bucket with those of the stack")
@ValidationRule(
    value =
        "!has(self.create) || self.create == 'Never' || !has(self.verify) || self.verify !="
            + " 'Disabled'",
    message =
        "objectStorage.create: IfMissing needs to look for the bucket first: leave out"
            + " objectStorage.verify, or create the bucket yourself")
@ValidationRule(
    value = "!has(self.verify) || self.verify != 'ReadWrite' || has(self.credentialsSecretRef)",
    message =
        "objectStorage.verify: ReadWrite needs objectStorage.credentialsSecretRef: the operator has"
            + " no rights of its own and asks with those of the stack")
@ValidationRule(
    value = "!has(self.tls) || !has(self.endpoint) || self.endpoint.startsWith('https://')",
    message = "objectStorage.tls is for an endpoint with https://: correct endpoint or remove tls")
@ValidationRule(
    value = "!has(self.prefix) || !self.prefix.matches('(^|/)[.]{1,2}(/|$)')",
    message =
        "objectStorage.prefix has . or .. between slashes, which servers treat differently: write"
            + " the prefix without them")
public record ObjectStorageSpec(
    @Required
        @Size(min = 3, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @JsonPropertyDescription("Name of the bucket.")
        String bucket,
    @Size(min = 8, max = 512)
        @Pattern("^https?://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[1-9][0-9]{0,4})?/?$")
        @JsonPropertyDescription(
            "Where the service answers: http or https, a host and a port, without path and"
                + " credentials: https://minio.example.com:9000. A host without a dot is a Service in the"
                + " stack's namespace. Default: AWS, in the region.")
        String endpoint,
    @Default("us-east-1")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Region of the bucket; requests are signed for it. Other services than AWS mostly take"
                + " the default. Default: us-east-1.")
        String region,
    @Size(max = 512)
        @Pattern("^[A-Za-z0-9!/_.=-]*$")
        @JsonPropertyDescription(
            "What all keys of this stack start with; `/` for the whole bucket. Default: the stack's"
                + " name and a slash.")
        String prefix,
    @JsonPropertyDescription(
            "Where requests name the bucket. Path: https://host/bucket. VirtualHost:"
                + " https://bucket.host. Default: Path with an endpoint, VirtualHost without.")
        Addressing addressing,
    @JsonPropertyDescription(
            "A Secret with the keys AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary"
                + " credentials, AWS_SESSION_TOKEN. Default: the pods have an identity of their own,"
                + " by podDefaults.serviceAccountName, which the operator cannot check.")
        SecretRef credentialsSecretRef,
    @JsonPropertyDescription("A private authority that signed the endpoint's certificate.") Tls tls,
    @Default("Never")
        @JsonPropertyDescription(
            "IfMissing: a bucket that does not exist is created, with the stack's credentials. It"
                + " is never deleted. Default: Never.")
        Create create,
    @Default("Bucket")
        @JsonPropertyDescription(
            "What the operator tries with the stack's credentials. Bucket: asks whether it is"
                + " there. ReadWrite: also writes, reads and deletes a small marker under the"
                + " prefix. Disabled: nothing. Default: Bucket.")
        Verify verify) {

  /** Where requests name the bucket. */
  public enum Addressing {
    Path,
    VirtualHost
  }

  /** Whether the bucket is made. */
  public enum Create {
    Never,
    IfMissing
  }

  /** What is tried. */
  public enum Verify {
    Bucket,
    ReadWrite,
    Disabled
  }

  /** Whom to trust. */
  public record Tls(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription(
              "A Secret with the key ca.crt. It is mounted into the pods, and the operator trusts"
                  + " it for this bucket.")
          String secretName) {}
}
