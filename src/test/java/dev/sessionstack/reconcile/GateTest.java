package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class GateTest {

  private final Set<String> unseen = new HashSet<>(Set.of("unseen"));
  private final MutableClock clock = MutableClock.of(Instant.EPOCH, ZoneOffset.UTC);
  private final Gate gate = new Gate(namespace -> !unseen.contains(namespace), clock);
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

  /** What an informer has listed, it has not yet told whoever asks for what belongs to a stack. */
  @Test
  void what_has_just_come_into_sight_is_waited_for() {
    pass("unseen");
    clock.add(Duration.ofMinutes(1));
    unseen.clear();

    pass("unseen");
    assertThat(passes).hasValue(0);

    clock.add(Gate.LOOK_AGAIN);
    pass("unseen");
    assertThat(passes).hasValue(1);
    pass("unseen");
    assertThat(passes).hasValue(2);
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
