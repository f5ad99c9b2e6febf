package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {

  private final Gate gate = new Gate(namespace -> !namespace.equals("unseen"));
  private final AtomicInteger passes = new AtomicInteger();

  @Test
  void no_pass_begins_after_it_was_closed() {
    pass();
    assertThat(gate.close(Duration.ZERO)).isTrue();

    pass();

    assertThat(passes).hasValue(1);
  }

  @Test
  void closing_waits_for_passes_that_have_begun() throws Exception {
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var pass =
        CompletableFuture.runAsync(
            () ->
                gate.pass(
                    stack("seen"),
                    () -> {
                      inside.countDown();
                      await(leave);
                      return UpdateControl.noUpdate();
                    }));
    inside.await();

    assertThat(gate.close(Duration.ZERO)).isFalse();
    leave.countDown();
    pass.join();
    assertThat(gate.close(Duration.ZERO)).isTrue();
  }

  @Test
  void pass_that_fails_leaves_as_well() {
    try {
      gate.pass(
          stack("seen"),
          () -> {
            throw new IllegalStateException("no");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("no");
    }

    assertThat(gate.close(Duration.ZERO)).isTrue();
  }

  /** R26: a Secret that is not seen would be taken for one that is lost. */
  @Test
  void no_pass_begins_where_not_all_is_seen_and_it_is_looked_at_again() {
    var control = pass("unseen");

    assertThat(passes).hasValue(0);
    assertThat(control.isNoUpdate()).isTrue();
    assertThat(control.getScheduleDelay()).contains(Gate.LOOK_AGAIN.toMillis());

    pass("seen");

    assertThat(passes).hasValue(1);
  }

  private void pass() {
    pass("seen");
  }

  private UpdateControl<SessionStack> pass(String namespace) {
    return gate.pass(
        stack(namespace),
        () -> {
          passes.incrementAndGet();
          return UpdateControl.noUpdate();
        });
  }

  private static SessionStack stack(String namespace) {
    var stack = new SessionStack();
    stack.getMetadata().setNamespace(namespace);
    return stack;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
