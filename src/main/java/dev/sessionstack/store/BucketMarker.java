package dev.sessionstack.store;

import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A small object that is written, read back and deleted, to see whether the app could. */
final class BucketMarker {

  private static final byte[] CONTENT =
      "Written by the SessionStack operator to see whether it can. It may be deleted.\n"
          .getBytes(StandardCharsets.UTF_8);

  private final S3Client s3;
  private final BucketTarget target;
  private final String key;

  BucketMarker(S3Client s3, BucketTarget target) {
    this.s3 = s3;
    this.target = target;
    this.key = target.marker().orElseThrow();
  }

  /** Why the app could not; whatever happened, nothing that can be deleted is left. */
  Optional<Failing> roundTrip() {
    Optional<String> version;
    try {
      version =
          Optional.ofNullable(
              s3.putObject(
                      put -> put.bucket(bucket()).key(key).contentType("text/plain"),
                      RequestBody.fromBytes(CONTENT))
                  .versionId());
    } catch (RuntimeException e) {
      if (!(e instanceof AwsServiceException)) {
        deletion(Optional.empty()); // no answer is no proof that it was not written
      }
      return Optional.of(refused(e, "write"));
    }
    var trouble = reading();
    var leftover = deletion(version);
    return trouble.or(() -> leftover);
  }

  private Optional<Failing> reading() {
    try {
      var read = s3.getObjectAsBytes(get -> get.bucket(bucket()).key(key)).asByteArray();
      return Arrays.equals(read, CONTENT)
          ? Optional.empty()
          : Optional.of(
              new Failing(
                  Reason.Unreachable,
                  target.connection().address() + " gives back something else than was written"));
    } catch (RuntimeException e) {
      return Optional.of(refused(e, "read"));
    }
  }

  /**
   * In a bucket that keeps versions, a plain deletion hides the marker and keeps it; deleting the
   * version takes a right that the app may not have.
   */
  private Optional<Failing> deletion(Optional<String> version) {
    if (version.isPresent()) {
      try {
        s3.deleteObject(
            delete -> delete.bucket(bucket()).key(key).versionId(version.orElseThrow()));
        return Optional.empty();
      } catch (AwsServiceException e) {
        return deletion(Optional.empty());
      } catch (RuntimeException e) {
        return Optional.of(refused(e, "delete"));
      }
    }
    try {
      s3.deleteObject(delete -> delete.bucket(bucket()).key(key));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(refused(e, "delete"));
    }
  }

  private Failing refused(RuntimeException failure, String deed) {
    var fault = BucketFault.of(failure, target.connection());
    return fault.reason() == Reason.AccessDenied
        ? new Failing(
            Reason.AccessDenied,
            target.connection().address()
                + " does not let the credentials "
                + deed
                + " objects under the prefix")
        : fault;
  }

  private String bucket() {
    return target.connection().bucket();
  }
}
