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
          Integer memoryWarningPercent) {}
}
