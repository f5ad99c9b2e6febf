package dev.sessionstack.status;

import static dev.sessionstack.status.Staged.MANAGED;
import static dev.sessionstack.status.Staged.NOTHING;
import static dev.sessionstack.status.Staged.SERVING;
import static dev.sessionstack.status.Staged.at;
import static dev.sessionstack.status.Staged.condition;
import static dev.sessionstack.status.Staged.facts;
import static dev.sessionstack.status.Staged.heard;
import static dev.sessionstack.status.Staged.live;
import static dev.sessionstack.status.Staged.of;
import static dev.sessionstack.status.Staged.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.Reports;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a bucket, and what that makes of the stack. */
class BucketRulesTest {

  private static final String BUCKET =
      MANAGED + "objectStorage: {bucket: files, credentialsSecretRef: {name: mine}}\n";

  @Test
  void a_stack_without_a_bucket_says_nothing_of_one() {
    assertThat(types(of(facts(MANAGED, live(2, 2, 1), SERVING))))
        .doesNotContain("ObjectStorageReady");
  }

  @Test
  void a_bucket_that_cannot_be_used_makes_the_stack_not_ready_and_names_the_field() {
    for (var reason : BucketReport.Reason.values()) {
      var status = of(bucket(BUCKET, new BucketReport.Failing(reason, "it is so")));
      assertThat(condition(status, "ObjectStorageReady"))
          .returns("False", Condition::getStatus)
          .returns(reason.name(), Condition::getReason)
          .satisfies(
              c ->
                  assertThat(c.getMessage())
                      .startsWith("spec.objectStorage.")
                      .contains(": it is so"));
      assertThat(condition(status, "Ready")).returns(reason.name(), Condition::getReason);
    }
  }

  @Test
  void a_bucket_that_is_reachable_is_said() {
    var status = of(bucket(BUCKET, new BucketReport.Reachable()));
    assertThat(condition(status, "ObjectStorageReady"))
        .returns("True", Condition::getStatus)
        .returns("BucketReachable", Condition::getReason);
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  /** Pods may well have rights that the operator has not. */
  @Test
  void a_bucket_that_is_not_verified_or_not_asked_yet_leaves_the_stack_ready() {
    for (var storage :
        List.of(
            "{bucket: files}",
            "{bucket: files, credentialsSecretRef: {name: mine}, verify: Disabled}")) {
      var status = of(bucket(MANAGED + "objectStorage: " + storage, null));
      assertThat(condition(status, "ObjectStorageReady"))
          .returns("Unknown", Condition::getStatus)
          .returns("NotVerified", Condition::getReason);
      assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
      assertThat(condition(status, "Reconciling")).isNull();
    }
    var status = of(bucket(BUCKET, null));
    assertThat(condition(status, "ObjectStorageReady")).returns("Probing", Condition::getReason);
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  @Test
  void what_was_said_of_a_bucket_stands_until_there_is_news() {
    var first = of(bucket(BUCKET, new BucketReport.Reachable()));
    var restarted =
        new Facts(
            Given.plan(BUCKET),
            live(2, 2, 1),
            NOTHING,
            heard(SERVING),
            List.of(),
            Optional.of(first));
    assertThat(StackStatus.of(restarted, at("2026-01-01T13:00:00Z"))).isEqualTo(first);
  }

  private static Facts bucket(String spec, BucketReport report) {
    return new Facts(
        Given.plan(spec),
        live(2, 2, 1),
        NOTHING,
        new Reports(
            Optional.of(SERVING),
            Staged.census(SERVING),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(report)),
        List.of(),
        Optional.empty());
  }
}
