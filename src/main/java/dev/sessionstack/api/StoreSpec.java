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

  /** The probe, and from when on what it finds is trouble. */
  public record Health(
      @Default("30s")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How often a store that serves is asked; one that does not is asked more often."
                  + " Default: 30s.")
          String interval,
      @Default("10m")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How long it counts that keys were evicted, or writes, connections or clients turned"
                  + " away, and over how long the growth of memory is measured. Default: 10m.")
          String window,
      @Default("80")
          @Min(1)
          @Max(100)
          @JsonPropertyDescription(
              "From how many percent of maxmemory on StoreHealthy says MemoryPressure. Default: 80.")
          Integer memoryWarningPercent,
      @Default("1h")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "StoreHealthy says MemoryFilling when memory is full sooner than this if it grows as"
                  + " it did over the window. Default: 1h.")
          String memoryForecastWarning,
      @Default("150")
          @Min(110)
          @Max(10000)
          @JsonPropertyDescription(
              "From how many percent on StoreHealthy says MemoryFragmented: the memory of the"
                  + " process, in percent of what its data takes. It counts only beyond maxmemory,"
                  + " or without that, from 100Mi on. Default: 150.")
          Integer fragmentationWarningPercent,
      @Default("1")
          @Min(1)
          @JsonPropertyDescription(
              "From how many keys evicted within the window on StoreHealthy says KeysEvicted."
                  + " Default: 1.")
          Long evictedKeysWarning,
      @Default("80")
          @Min(1)
          @Max(100)
          @JsonPropertyDescription(
              "From how many percent of maxclients on StoreHealthy says ConnectionPressure."
                  + " Default: 80.")
          Integer clientsWarningPercent,
      @Default("1")
          @Min(1)
          @JsonPropertyDescription(
              "From how many connections rejected within the window on StoreHealthy says"
                  + " ConnectionsRejected. Default: 1.")
          Long rejectedConnectionsWarning,
      @Default("1")
          @Min(1)
          @JsonPropertyDescription(
              "From how many clients on, disconnected within the window for reading too slowly,"
                  + " StoreHealthy says ClientsDisconnected. Default: 1.")
          Long disconnectedClientsWarning,
      @Min(10)
          @Max(1_000_000)
          @JsonPropertyDescription(
              "From how many clients on, waiting in blocking commands in every recent probe,"
                  + " StoreHealthy says ClientsBlocked. Default: not judged, since idle workers wait"
                  + " in just that way.")
          Integer blockedClientsWarning,
      @Default("500")
          @Min(100)
          @Max(3000)
          @JsonPropertyDescription(
              "From how many milliseconds on, for a PING in most of the recent probes,"
                  + " StoreHealthy says SlowAnswers. Default: 500.")
          Integer latencyWarningMilliseconds,
      @Default("30s")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "From how much lag between a primary and a replica on StoreHealthy says"
                  + " ReplicationLagging, or ReplicationBroken where they are not connected. At least"
                  + " 15s is sensible, since an idle primary speaks every 10s. Default: 30s.")
          String replicationLagWarning,
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
          Integer scanKeysPerSecond) {}
}
