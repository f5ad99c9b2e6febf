package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.ManagedStore.Persistence;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is live of a store decides when a change of it may go on. */
class LiveStoreTest {

  /** R4: the template for claims is what it is, until the claim has grown. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // claimed, template, size, what the template is to say
        "-,   -,   2Gi, 2Gi",
        "1Gi, 1Gi, 2Gi, 1Gi",
        "2Gi, 1Gi, 2Gi, 2Gi",
        "3Gi, 1Gi, 2Gi, 2Gi",
        "1Gi, -,   2Gi, 2Gi",
        "-,   1Gi, 2Gi, 2Gi",
        "2Gi, 2Gi, 2Gi, 2Gi",
        "2147483648, 1Gi, 2048Mi, 2048Mi",
        "1G, 1G, 1Gi, 1G",
      })
  void the_template_follows_the_claim(String claimed, String template, String size, String said) {
    var live =
        new LiveStore(
            Optional.ofNullable(claimed),
            Optional.ofNullable(template),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var volume = redis("storage: {size: " + size + "}", live).volume().orElseThrow();
    assertThat(volume.template()).isEqualTo(said);
    assertThat(volume.size()).isEqualTo(size);
  }

  /** R16: how a server finds its sessions changes when it has saved them so, and not before. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // configured, reached, wanted, what redis.conf is to say
        "-,    -,   AOF, AOF",
        "-,    -,   RDB, RDB",
        "RDB,  -,   AOF, RDB",
        "RDB,  RDB, AOF, RDB",
        "RDB,  AOF, AOF, AOF",
        "AOF,  -,   RDB, AOF",
        "AOF,  RDB, RDB, RDB",
        "None, -,   AOF, None",
        "AOF,  -,   AOF, AOF",
      })
  void the_configuration_follows_the_server(
      Persistence configured, Persistence reached, Persistence wanted, Persistence said) {
    var live =
        new LiveStore(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(configured),
            Optional.ofNullable(reached));
    var saving = redis("persistence: " + wanted + ", storage: {size: 1Gi}", live).saving();
    assertThat(saving.configured()).isEqualTo(said);
    assertThat(saving.isChanging()).isEqualTo(said != wanted);
  }

  /** The volume of the store before is not mounted, so how it was written does not matter. */
  @Test
  void a_store_without_a_volume_has_nothing_to_wait_for() {
    var live =
        new LiveStore(
            Optional.of("1Gi"),
            Optional.of("1Gi"),
            Optional.empty(),
            Optional.of(Persistence.AOF),
            Optional.empty());
    assertThat(redis("", live).saving()).isEqualTo(new Saving(Persistence.None, Persistence.None));
  }

  /** R5. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: {}                         | true  | true",
        "external: {host: redis.example.com} | true  | true",
        "managed: {}                        | true  | true",
        "managed: {storage: {size: 1Gi}}    | true  | false",
        "memory: {}                         | false | false",
      })
  void a_volume_that_nobody_mounts_is_named(String store, boolean hasVolume, boolean warned) {
    var stack = Given.spec("ui: {image: 'shop:1'}\nstore: {" + store + "}");
    var around = new Around().volume(hasVolume).get();
    var reasons =
        StackPlan.of(stack, Given.PLATFORM, around).warnings().stream()
            .map(Problem::reason)
            .toList();
    assertThat(reasons.contains("StoreLeftBehind")).isEqualTo(warned);
  }

  private static RedisPlan redis(String managed, LiveStore live) {
    var stack = Given.spec("ui: {image: 'shop:1'}\nstore: {managed: {" + managed + "}}");
    var around = new Around().volume(true).server(true).store(live).get();
    return StackPlan.of(stack, Given.PLATFORM, around).store().managed().orElseThrow();
  }
}
