package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done about a record, by the clocks of operator and server. */
class RemedyTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final Duration TTL = Duration.ofMinutes(30);

  @Test
  void what_is_as_it_should_be_is_left_alone() {
    assertThat(remedy(record(100), 100_000)).isEmpty();
  }

  @Test
  void what_is_over_by_more_than_a_minute_is_removed_with_or_without_a_ttl() {
    assertThat(remedy(record(-61), 100_000)).contains(new Remedy.Removal());
    assertThat(remedy(record(-61), -1)).contains(new Remedy.Removal());
    assertThat(remedy(record(-59), 100_000)).as("clocks differ").isEmpty();
  }

  @Test
  void it_must_be_over_by_the_clock_of_the_server_as_well() {
    var look = look(record(-61), 100_000);
    assertThat(Remedy.of(look, NOW, NOW - 30_000, TTL)).isEmpty();
    assertThat(Remedy.of(look, NOW - 30_000, NOW, TTL)).isEmpty();
  }

  @Test
  void a_missing_ttl_is_that_of_the_record() {
    assertThat(remedy(record(100), -1)).contains(new Remedy.End(NOW + 100_000));
  }

  /** The server removes at once what is to end in its past. */
  @Test
  void nothing_is_made_to_end_within_a_minute() {
    assertThat(remedy(record(5), -1)).contains(new Remedy.End(NOW + 60_000));
    assertThat(remedy(record(-5), -1)).contains(new Remedy.End(NOW + 60_000));
    assertThat(Remedy.of(look(record(100), -1), NOW, NOW + 90_000, TTL))
        .contains(new Remedy.End(NOW + 150_000));
  }

  @Test
  void an_end_that_is_no_time_counts_as_none() {
    var milliseconds = "{\"data\": {}, \"username\": \"ada\", \"expire_at\": " + NOW + "}";
    assertThat(remedy(milliseconds, -1)).contains(new Remedy.End(NOW + TTL.toMillis()));
    assertThat(remedy(milliseconds, 100_000)).isEmpty();
  }

  @Test
  void of_a_record_too_long_to_be_read_only_the_ttl_is_known() {
    var cut = "x".repeat(SessionLook.MOST_BYTES);
    assertThat(remedy(cut, -1)).contains(new Remedy.End(NOW + TTL.toMillis()));
    assertThat(remedy(cut, 100_000)).isEmpty();
  }

  @Test
  void what_is_malformed_or_gone_is_left_alone() {
    assertThat(remedy("{", -1)).isEmpty();
    assertThat(remedy("", -2)).isEmpty();
  }

  private static Optional<Remedy> remedy(String value, long ttl) {
    return Remedy.of(look(value, ttl), NOW, NOW, TTL);
  }

  private static SessionLook look(String value, long ttl) {
    var look = new SessionLook("session:a".getBytes(StandardCharsets.UTF_8), 1);
    look.value(
        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), new byte[SessionLook.MOST_BYTES]);
    look.ttl(ttl);
    return look;
  }

  private static String record(long seconds) {
    return "{\"data\": {}, \"username\": \"ada\", \"expire_at\": " + (NOW / 1000 + seconds) + "}";
  }
}
