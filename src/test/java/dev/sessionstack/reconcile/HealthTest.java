package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.reconcile.Watches.Watched;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class HealthTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Watched WELL = new Watched("stacks", true, true, true);
  private static final Watched LOST = new Watched("secrets", true, false, true);
  private static final Watched BLIND = new Watched("pods in team-b", false, false, true);
  private static final Watched STOPPED = new Watched("secrets", true, false, false);

  private final AtomicReference<List<Watched>> watches = new AtomicReference<>(List.of(WELL));
  private final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);
  private final AtomicBoolean begun = new AtomicBoolean(true);
  private final AtomicBoolean deadlock = new AtomicBoolean();
  private final AtomicBoolean ends = new AtomicBoolean();

  private final WatchesReady ready = new WatchesReady(begun::get, watches::get, clock);
  private final WorkAlive alive = new WorkAlive(watches::get, deadlock::get, ends::get);

  @Test
  void it_is_not_ready_before_all_have_begun() {
    begun.set(false);
    assertThat(readyAfter(Duration.ZERO)).isEqualTo(Status.DOWN);
    assertThat(alive.call().getStatus()).isEqualTo(Status.UP);

    begun.set(true);
    assertThat(readyAfter(Duration.ZERO)).isEqualTo(Status.UP);
  }

  @Test
  void watch_that_begins_anew_in_a_moment_is_not_missed() {
    watches.set(List.of(WELL, LOST));

    assertThat(readyAfter(Duration.ZERO)).isEqualTo(Status.UP);
    assertThat(readyAfter(WatchesReady.GAP)).isEqualTo(Status.UP);

    watches.set(List.of(WELL));
    readyAfter(Duration.ofSeconds(1));
    watches.set(List.of(WELL, LOST));

    assertThat(readyAfter(WatchesReady.GAP)).isEqualTo(Status.UP);
  }

  @Test
  void watch_that_stays_away_is_named_and_makes_it_unready_until_it_is_back() {
    watches.set(List.of(WELL, LOST));
    ready.call();

    assertThat(readyAfter(WatchesReady.GAP.plusSeconds(1))).isEqualTo(Status.DOWN);
    assertThat(ready.call().getData().orElseThrow())
        .containsOnly(Map.entry("secrets", "lost since " + START));

    watches.set(List.of(WELL));

    assertThat(readyAfter(Duration.ZERO)).isEqualTo(Status.UP);
  }

  @Test
  void watch_that_never_saw_what_there_is_is_named_at_once_and_no_reason_to_start_anew() {
    watches.set(List.of(WELL, BLIND));

    assertThat(readyAfter(Duration.ZERO)).isEqualTo(Status.DOWN);
    assertThat(ready.call().getData().orElseThrow()).containsOnlyKeys("pods in team-b");
    assertThat(alive.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void lost_watch_is_no_reason_to_start_anew() {
    watches.set(List.of(WELL, LOST));

    assertThat(alive.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void watch_that_stopped_for_good_is_one_unless_all_ends() {
    watches.set(List.of(WELL, STOPPED));

    var response = alive.call();
    assertThat(response.getStatus()).isEqualTo(Status.DOWN);
    assertThat(response.getData().orElseThrow()).containsKey("secrets");

    ends.set(true);

    assertThat(alive.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void threads_that_wait_for_each_other_are_one() {
    deadlock.set(true);

    assertThat(alive.call().getStatus()).isEqualTo(Status.DOWN);
  }

  private HealthCheckResponse.Status readyAfter(Duration duration) {
    clock.add(duration);
    return ready.call().getStatus();
  }
}
