package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final List<CompletableFuture<String>> begun = new ArrayList<>();
  private final Turns turns = new Turns(2);

  @Test
  void so_many_go_on_at_once_and_the_next_begins_when_one_ends() {
    var first = take();
    take();
    var third = take();
    assertThat(begun).hasSize(2);
    begun.get(0).complete("done");
    assertThat(first).isCompletedWithValue("done");
    assertThat(begun).hasSize(3);
    begun.get(2).completeExceptionally(new IllegalStateException());
    assertThat(third).isCompletedExceptionally();
  }

  @Test
  void one_that_is_cancelled_makes_room() {
    var first = take();
    take();
    take();
    first.cancel(false);
    assertThat(begun.get(0)).isCancelled();
    assertThat(begun).hasSize(3);
  }

  @Test
  void one_that_is_cancelled_while_it_waits_is_never_begun() {
    take();
    take();
    var third = take();
    take();
    third.cancel(false);
    begun.get(0).complete("done");
    assertThat(begun).as("the fourth takes its place").hasSize(3);
    begun.get(1).complete("done");
    begun.get(2).complete("done");
    take();
    take();
    assertThat(begun).as("no turn is lost").hasSize(5);
  }

  private CompletableFuture<String> take() {
    return turns.take(
        () -> {
          var thing = new CompletableFuture<String>();
          begun.add(thing);
          return thing;
        });
  }
}
