package dev.sessionstack.plan;

import java.util.Optional;

/**
 * How the app, and so the operator's probe, reaches a bucket.
 *
 * @param bucket its name
 * @param endpoint URL of the service, without path; absent for AWS in the region
 * @param region that requests are signed for
 * @param pathStyle whether requests name the bucket in the path, not in the host
 * @param credentials of the stack
 * @param authority certificates in PEM; absent for the well-known authorities
 */
public record BucketConnection(
    String bucket,
    Optional<String> endpoint,
    String region,
    boolean pathStyle,
    Credentials credentials,
    Optional<String> authority) {

  /**
   * A key pair that requests are signed with.
   *
   * @param accessKeyId which key; not printed either, though it is no secret by itself
   * @param secretAccessKey the key
   * @param sessionToken of temporary credentials
   */
  public record Credentials(
      Sensitive accessKeyId, Sensitive secretAccessKey, Optional<Sensitive> sessionToken) {}

  /** For people. */
  public String address() {
    return "bucket " + bucket + " at " + endpoint.orElse("AWS in " + region);
  }
}
