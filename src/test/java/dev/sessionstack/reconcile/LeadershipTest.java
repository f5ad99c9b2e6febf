package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionstack.api.Switch;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class LeadershipTest {

  private final MutableClock time =
      MutableClock.of(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private final AtomicInteger halts = new AtomicInteger();

  @Test
  void without_election_an_instance_works_from_the_start() {
    var leadership = leadership(Switch.Disabled);

    assertThat(leadership.election()).isNull();
    assertThat(leadership.leads()).isTrue();
    assertThat(leadership.mayWrite()).isTrue();
  }

  @Test
  void instance_that_waits_writes_nothing_and_lives_on() {
    var leadership = leadership(Switch.Enabled);

    assertThat(leadership.mayWrite()).isFalse();
    assertThat(halts).hasValue(0);
  }

  @Test
  void leader_writes_while_its_lease_is_renewed() {
    var leadership = leader();

    for (var i = 0; i < 10; i++) {
      time.add(Duration.ofSeconds(10));
      leadership.asks();
      leadership.granted();

      assertThat(leadership.mayWrite()).isTrue();
    }
    assertThat(halts).hasValue(0);
  }

  @Test
  void leader_that_slept_ends_before_it_writes() {
    var leadership = leader();

    time.add(Leadership.LEASE);

    assertThat(leadership.mayWrite()).isFalse();
    assertThat(halts).hasValue(1);
  }

  @Test
  void renewal_counts_from_when_it_was_asked_for() {
    var leadership = leader();

    leadership.asks();
    time.add(Leadership.LEASE);
    leadership.granted();

    assertThat(leadership.mayWrite()).isFalse();
  }

  @Test
  void leader_that_is_told_that_it_leads_no_more_ends_at_once() {
    var leadership = leader();

    callbacks(leadership).onStopLeading();

    assertThat(leadership.mayWrite()).isFalse();
    assertThat(halts).hasValue(1);
  }

  @Test
  void two_instances_of_one_name_are_two_to_the_lease() {
    assertThat(leadership(Switch.Enabled).election().getIdentity())
        .isNotEqualTo(leadership(Switch.Enabled).election().getIdentity());
  }

  @Test
  void selector_needs_a_lease_of_its_own_only_where_there_is_an_election() {
    assertThatThrownBy(() -> leadership(Switch.Enabled, Optional.of("shard=a")))
        .hasMessageContaining("SESSIONSTACK_LEASE");
    assertThat(leadership(Switch.Disabled, Optional.of("shard=a")).leads()).isTrue();
  }

  private Leadership leader() {
    var leadership = leadership(Switch.Enabled);
    leadership.asks();
    callbacks(leadership).onStartLeading();
    assertThat(leadership.mayWrite()).isTrue();
    return leadership;
  }

  private static LeaderCallbacks callbacks(Leadership leadership) {
    return leadership.election().getLeaderCallbacks().orElseThrow();
  }

  private Leadership leadership(Switch election) {
    return leadership(election, Optional.empty());
  }

  private Leadership leadership(Switch election, Optional<String> selector) {
    return new Leadership(new Given(election, selector), time, halts::incrementAndGet);
  }

  private record Given(Switch leaderElection, Optional<String> selector) implements Settings {

    @Override
    public String namespace() {
      return "sessionstack-system";
    }

    @Override
    public String instance() {
      return "operator";
    }

    @Override
    public String lease() {
      return DEFAULT_LEASE;
    }

    @Override
    public Metrics metrics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Rotation rotation() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Tenants tenants() {
      throw new UnsupportedOperationException();
    }
  }
}
