package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Component;
import dev.sessionstack.status.Failure;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  /** A rotation goes on as long as the cluster holds the Secrets that the plan has. */
  @ParameterizedTest
  @CsvSource({
    "ACCESS,  true,  false",
    "SESSION, true,  false",
    "STORE,   true,  false",
    "STORE,   false, true",
    "UI,      true,  true",
  })
  void a_volume_that_stays_small_keeps_no_secret_from_the_cluster(
      Component component, boolean isObstacle, boolean kept) {
    var failure = new Failure(component, Failure.REJECTED, "it is so", true, isObstacle);
    assertThat(new Failures(List.of(failure), false).keepSecrets()).isEqualTo(kept);
  }
}
