package dev.sessionstack.status;

import dev.sessionstack.plan.BucketPlan;
import dev.sessionstack.plan.BucketPlan.Verification;
import dev.sessionstack.plan.Component;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.BucketReport.Failing;
import java.util.Optional;

/** Whether the app can use its bucket, as far as the operator can know. */
final class BucketRules {

  static final String OBJECT_STORAGE_READY = "ObjectStorageReady";

  static Optional<Verdict> objectStorageReady(Facts facts) {
    return facts.plan().bucket().map(bucket -> of(bucket, facts));
  }

  /** A bucket that nobody may look at, or has looked at yet, is no trouble. */
  static boolean isUnknown(Verdict verdict) {
    return verdict.type().equals(OBJECT_STORAGE_READY) && verdict.status().equals("Unknown");
  }

  private static Verdict of(BucketPlan bucket, Facts facts) {
    var held =
        facts.plan().holds(Component.BUCKET).stream()
            .filter(problem -> problem.component() == Component.BUCKET)
            .findFirst();
    if (held.isPresent()) {
      return Verdict.no(OBJECT_STORAGE_READY, held.get().reason(), held.get().message());
    }
    if (!bucket.isVerified()) {
      return Verdict.unknown(
          OBJECT_STORAGE_READY,
          "NotVerified",
          bucket.credentialsSecret().isEmpty()
              ? "spec.objectStorage.credentialsSecretRef is not set: the pods have an identity of"
                  + " their own, which the operator cannot try"
              : "spec.objectStorage.verify is Disabled");
    }
    return facts
        .reports()
        .bucket()
        .map(report -> of(bucket, report))
        .or(() -> lastLook(facts))
        .orElse(
            Verdict.unknown(
                OBJECT_STORAGE_READY, "Probing", "the bucket has not been looked at yet"));
  }

  /** What was wrong with a Secret is mended, else we would not be here. */
  private static Optional<Verdict> lastLook(Facts facts) {
    return facts.remembered(OBJECT_STORAGE_READY).filter(v -> !v.reason().startsWith("Secret"));
  }

  private static Verdict of(BucketPlan bucket, BucketReport report) {
    return report instanceof Failing failing
        ? Verdict.no(OBJECT_STORAGE_READY, failing.reason().name(), advice(failing))
        : Verdict.yes(
            OBJECT_STORAGE_READY,
            "BucketReachable",
            bucket.verify() == Verification.READ_WRITE
                ? "the stack's credentials may write, read and delete under the prefix"
                : "the bucket answers with the stack's credentials");
  }

  /** What the user may do about a bucket that cannot be used. */
  private static String advice(Failing failing) {
    var message = failing.message();
    return switch (failing.reason()) {
      case BucketNotFound ->
          "spec.objectStorage.bucket: "
              + message
              + "; correct the name, create it, or set spec.objectStorage.create to IfMissing while"
              + " spec.mode is Running";
      case AccessDenied ->
          "spec.objectStorage.credentialsSecretRef: "
              + message
              + "; extend the policy as docs/object-storage.md shows";
      case InvalidCredentials ->
          "spec.objectStorage.credentialsSecretRef: " + message + "; correct the Secret";
      case RegionMismatch -> "spec.objectStorage.region: " + message + "; correct it";
      case TLSFailed -> "spec.objectStorage.tls: " + message;
      case Unreachable ->
          "spec.objectStorage.endpoint: "
              + message
              + "; check endpoint, addressing and NetworkPolicies, and that it runs";
    };
  }

  private BucketRules() {}
}
