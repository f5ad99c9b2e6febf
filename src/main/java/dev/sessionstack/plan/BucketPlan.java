package dev.sessionstack.plan;

import dev.sessionstack.api.Mode;
import dev.sessionstack.api.ObjectStorageSpec;
import dev.sessionstack.api.ObjectStorageSpec.Addressing;
import dev.sessionstack.api.ObjectStorageSpec.Create;
import dev.sessionstack.api.ObjectStorageSpec.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The bucket for files, logs and data.
 *
 * @param bucket its name
 * @param endpoint URL of the service; absent for AWS
 * @param region that requests are signed for
 * @param pathStyle whether requests name the bucket in the path, not in the host
 * @param prefix what keys of the stack start with: empty, or with a slash at its end
 * @param credentialsSecret that pods take credentials from; absent where they have an identity of
 *     their own
 * @param credentials those of the Secret that the app reads, by the names of its variables; empty
 *     while there are none
 * @param trustSecret that holds a private authority
 * @param authority its certificates in PEM; absent while there are none
 * @param create whether a missing bucket is made
 * @param verify what the operator tries
 * @param interval between two looks at a bucket that is fine
 */
public record BucketPlan(
    String bucket,
    Optional<String> endpoint,
    String region,
    boolean pathStyle,
    String prefix,
    Optional<String> credentialsSecret,
    Map<String, Sensitive> credentials,
    Optional<String> trustSecret,
    Optional<String> authority,
    boolean create,
    Verification verify,
    Duration interval) {

  public static final String ACCESS_KEY_ID = "AWS_ACCESS_KEY_ID";
  public static final String SECRET_ACCESS_KEY = "AWS_SECRET_ACCESS_KEY";

  /** Only temporary credentials have one. */
  public static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

  /** Where {@code ca.crt} is mounted in the app's pods. */
  public static final String CA_FOLDER = "/etc/sessionstack/bucket-tls";

  static final String CREDENTIALS_FIELD = "spec.objectStorage.credentialsSecretRef.name";
  static final String TLS_FIELD = "spec.objectStorage.tls.secretName";

  /** What the operator tries, as far as it may now. */
  public enum Verification {
    NONE,
    BUCKET,
    /** With a marker. */
    READ_WRITE
  }

  /**
   * A stack that is paused or hibernated is looked at, and nothing is changed for it: no bucket is
   * made and no marker written.
   */
  static BucketPlan of(
      ObjectStorageSpec spec,
      Names names,
      String namespace,
      Surroundings around,
      Mode mode,
      Consumer<Problem> problems) {
    var endpoint =
        Optional.ofNullable(spec.endpoint())
            .map(url -> Hosts.qualifiedUrl(url.replaceAll("/+$", ""), namespace));
    var credentials = Optional.ofNullable(spec.credentialsSecretRef()).map(ref -> ref.name());
    var trust = Optional.ofNullable(spec.tls()).map(tls -> tls.secretName());
    return new BucketPlan(
        spec.bucket(),
        endpoint,
        spec.region() == null ? "us-east-1" : spec.region(),
        spec.addressing() == null ? endpoint.isPresent() : spec.addressing() == Addressing.Path,
        prefix(spec.prefix() == null ? names.stack() : spec.prefix()),
        credentials,
        credentials.map(name -> credentials(name, around, problems)).orElse(Map.of()),
        trust,
        trust.flatMap(name -> authority(name, around, problems)),
        spec.create() == Create.IfMissing && mode == Mode.Running,
        verification(spec.verify(), mode),
        Duration.ofMinutes(5));
  }

  /** How to reach it; absent where what that takes is missing, or is the pods' own. */
  public Optional<BucketConnection> connection() {
    var id = credentials.get(ACCESS_KEY_ID);
    var key = credentials.get(SECRET_ACCESS_KEY);
    if (id == null || key == null || trustSecret.isPresent() && authority.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BucketConnection(
            bucket,
            endpoint,
            region,
            pathStyle,
            new BucketConnection.Credentials(
                id, key, Optional.ofNullable(credentials.get(SESSION_TOKEN))),
            authority));
  }

  /** Whether the operator asks the bucket at all. */
  public boolean isVerified() {
    return verify != Verification.NONE && credentialsSecret.isPresent();
  }

  /** Slashes as keys have them: none in front, one between, one at the end. */
  private static String prefix(String asked) {
    var parts = new ArrayList<>(List.of(asked.split("/")));
    parts.removeIf(String::isEmpty);
    return parts.isEmpty() ? "" : String.join("/", parts) + "/";
  }

  private static Verification verification(Verify asked, Mode mode) {
    if (asked == Verify.Disabled) {
      return Verification.NONE;
    }
    return asked == Verify.ReadWrite && mode == Mode.Running
        ? Verification.READ_WRITE
        : Verification.BUCKET;
  }

  private static Map<String, Sensitive> credentials(
      String name, Surroundings around, Consumer<Problem> problems) {
    var data = around.secret(name);
    var found = new LinkedHashMap<String, Sensitive>();
    for (var key : List.of(ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN)) {
      data.map(d -> d.getOrDefault(key, ""))
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> found.put(key, new Sensitive(value)));
    }
    for (var key : List.of(ACCESS_KEY_ID, SECRET_ACCESS_KEY)) {
      if (data.isPresent() && !found.containsKey(key)) {
        problems.accept(
            Problem.holds(
                Component.BUCKET,
                "SecretIncomplete",
                CREDENTIALS_FIELD,
                "Secret " + name + " has no value under the key `" + key + "`; add it"));
      }
    }
    found.forEach(
        (key, value) -> {
          if (!value.reveal().equals(value.reveal().strip())) {
            problems.accept(spaced(name, key));
          }
        });
    return found;
  }

  /** The SDK of the operator would cut it off, and those of apps would not. */
  private static Problem spaced(String name, String key) {
    return Problem.holds(
        Component.BUCKET,
        "SecretMalformed",
        CREDENTIALS_FIELD,
        "the value under the key `"
            + key
            + "` in Secret "
            + name
            + " has white space or a line break at an end; write it without");
  }

  private static Optional<String> authority(
      String name, Surroundings around, Consumer<Problem> problems) {
    var data = around.secret(name);
    var authority = data.map(d -> d.getOrDefault("ca.crt", "")).filter(Certificates::areIn);
    if (data.isPresent() && authority.isEmpty()) {
      problems.accept(
          Problem.holds(
              Component.BUCKET,
              "SecretIncomplete",
              TLS_FIELD,
              "Secret "
                  + name
                  + " has no certificates in PEM under the key `ca.crt`; add the authority's"));
    }
    return authority;
  }
}
