package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of kombu; src/test/resources/kombu says where the samples come from. */
class KombuTest {

  @ParameterizedTest
  @CsvSource({
    "t.#,    t.a.b, true",
    "t.#,    t.,    true",
    "t.#,    t,     false",
    "t.#,    ta,    false",
    "#,      '',    true",
    "#,      a.b,   true",
    "*,      '',    false",
    "*,      a,     true",
    "a.*,    a.b,   true",
    "a.*,    a.,    false",
    "a.*,    a.b.c, true", // the wider view: to an older kombu it is
    "a.*.c,  a.b.c, true",
    "a.*.c,  a.b.d, false",
    "#.c,    a.b.c, true",
    "a.b,    a.b,   true",
    "a.b,    axb,   false",
    "(a+)+$, (a+)+$, true",
    "(a+)+$, aaaa,  false",
  })
  void topics_match_as_they_do_for_kombu(String topic, String key, boolean matches) {
    assertThat(Kombu.topic(topic, key)).isEqualTo(matches);
  }

  @Test
  @Timeout(5)
  void no_topic_takes_long() {
    assertThat(Kombu.topic("#.".repeat(120) + "x", "a.".repeat(120) + "b")).isFalse();
  }

  @Test
  void bindings_tell_the_queues() {
    var table =
        Stream.of(
                "img.resize\u0006\u0016\u0006\u0016images",
                "img.resize::thumbnails",
                "t.#\u0006\u0016^t\\..*?$\u0006\u0016topical",
                "t.#:^t\\..*?$:other",
                "nonsense")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    assertThat(Kombu.queues(table, "img.resize")).containsExactlyInAnyOrder("images", "thumbnails");
    assertThat(Kombu.queues(table, "t.a")).containsExactlyInAnyOrder("topical", "other");
    assertThat(Kombu.queues(table, "t.#.")).doesNotContain("images");
    assertThat(Kombu.queues(table, "img.crop")).isEmpty();
  }

  @Test
  void a_queue_that_is_called_like_another_s_list_is_not_counted_twice() {
    assertThat(Kombu.lists("a", Set.of("a", "b")))
        .contains("a", "a\u0006\u00169", "a:1")
        .hasSize(19);
    assertThat(Kombu.lists("a", Set.of("a", "a:1"))).doesNotContain("a:1").hasSize(18);
  }

  @Test
  void what_is_no_delivery_is_none() {
    for (var bad :
        List.of("", "{", "[", "[]", "{}", "3", "[{}", "[{}]", "[{}, 1, 2]", "[{}, \"a\"]", "[[")) {
      assertThatNoException().isThrownBy(() -> Delivery.of(Kombu.bytes(bad)));
      assertThat(Delivery.of(Kombu.bytes(bad))).as(bad).isEmpty();
    }
    assertThat(Delivery.of(Kombu.bytes("[{\"body\": [1, {}]}, \"\", \"q\"]")))
        .contains(new Delivery("", "q"));
  }
}
