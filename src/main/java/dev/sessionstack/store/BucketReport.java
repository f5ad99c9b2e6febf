package dev.sessionstack.store;

/**
 * What one look at a bucket found. It holds no times: a report that equals the last one is no news.
 */
public sealed interface BucketReport {

  /** The bucket is there, and the credentials may do what was tried. */
  record Reachable() implements BucketReport {}

  /**
   * The app cannot use the bucket.
   *
   * @param reason in the terms of the condition {@code ObjectStorageReady}
   * @param message what is wrong; the same text for the same fault
   */
  record Failing(Reason reason, String message) implements BucketReport {}

  /** Why a bucket cannot be used. */
  enum Reason {
    BucketNotFound,
    AccessDenied,
    InvalidCredentials,
    RegionMismatch,
    TLSFailed,
    Unreachable
  }
}
