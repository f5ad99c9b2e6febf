package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** Where sessions are kept. */
@ValidationRule(
    value = "[has(self.memory), has(self.managed), has(self.external)].filter(x, x).size() == 1",
    message =
        "set exactly one of store.memory (written `memory: {}`: sessions in the UI process),"
            + " store.managed (a Redis made for"
            + " this stack) and store.external (a Redis you already have)")
public record StoreSpec(
    @JsonPropertyDescription(
            "Sessions live in the UI process and end with it: for development. Written as"
                + " `memory: {}`.")
        MemoryStore memory,
    @JsonPropertyDescription("One Redis, made and kept by the operator.") ManagedStore managed,
    @JsonPropertyDescription("A Redis or Valkey that somebody else keeps.") ExternalStore external,
    @JsonPropertyDescription("How the operator watches the store.") Health health) {

  /** Nothing to set. */
  public record MemoryStore() {}

  /** The probe. */
  public record Health(
      @Default("30s")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How often a store that serves is asked; one that does not is asked more often."
                  + " Default: 30s.")
          String interval,
      @Default("80")
          @Min(1)
          @Max(100)
          @JsonPropertyDescription(
              "From how many percent of maxmemory on StoreHealthy says MemoryPressure. Default: 80.")
          Integer memoryWarningPercent,
      @Default("Enabled")
          @JsonPropertyDescription(
              "Whether the sessions in the store are counted. Default: Enabled.")
          Switch census,
      @Default("1m")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "The time from the end of one census to the beginning of the next. A new value of the"
                  + " annotation sessionstack.dev/census asks for one at once. Default: 1m.")
          String censusInterval,
      @Default("20000")
          @Min(0)
          @Max(10_000_000)
          @JsonPropertyDescription(
              "How many keys the server is to look at in a second for a census, sessions or not; 0"
                  + " is as fast as it goes. A census ends after 10 minutes, and its figures are"
                  + " approximate where it has not seen all by then. Default: 20000.")
          Integer scanKeysPerSecond) {

    /** Nothing is set. */
    public static final Health DEFAULT = new StoreSpec.Health(null, null, null, null, null);
  }
}
