package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void a_page_is_small_where_values_are_large_or_unknown() {
    var pace = new Pace(0);
    assertThat(pace.keys(0)).isEqualTo(50);
    assertThat(pace.keys(200)).isEqualTo(500);
    assertThat(pace.keys(16 << 10)).isEqualTo(64);
    assertThat(pace.keys(5 << 20)).isEqualTo(10);
  }

  @Test
  void a_small_budget_is_spread_over_the_second() {
    assertThat(new Pace(20_000).keys(200)).isEqualTo(100);
    assertThat(new Pace(1000).keys(200)).isEqualTo(10);
    assertThat(new Pace(1).keys(200)).isEqualTo(10);
    assertThat(new Pace(1_000_000).keys(200)).isEqualTo(500);
  }

  @Test
  void pages_are_as_far_apart_as_the_budget_says() {
    assertThat(new Pace(0).pause(500)).isZero();
    var pace = new Pace(1000);
    var first = pace.pause(500);
    assertThat(first).isBetween(1L, TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(pace.pause(500)).isGreaterThan(first);
  }
}
