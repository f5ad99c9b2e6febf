package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusOnlyTest {

  /** It was deleted meanwhile: an error with a stack trace for each deletion is noise. */
  @Test
  void aStatusOfWhatHasGoneIsNoError() {
    var control = StatusOnly.<SessionStack>failed(new KubernetesClientException("gone", 404, null));
    assertThat(control.isDefaultErrorProcessing()).isFalse();
    assertThat(control.isNoRetry()).isTrue();
    assertThat(control.getResource()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 403, 409, 410, 429, 500, 503})
  void whatElseGoesWrongIsTriedAgain(int code) {
    var control = StatusOnly.<SessionStack>failed(new KubernetesClientException("no", code, null));
    assertThat(control.isDefaultErrorProcessing()).isTrue();
  }

  @Test
  void aBugIsNoDeletion() {
    var control = StatusOnly.<SessionStack>failed(new IllegalStateException("404"));
    assertThat(control.isDefaultErrorProcessing()).isTrue();
  }
}
