package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far a revocation has come. It names no user and no session. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SessionRevocationStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("What is so and why; docs/conditions.md says what to do about each.")
        List<Condition> conditions,
    @JsonPropertyDescription("Sessions that were ended; there when it has finished.")
        Long sessionsEnded,
    @JsonPropertyDescription("When the operator began. Sessions that there are then, end.")
        String startTime,
    @JsonPropertyDescription("When it was complete.") String completionTime) {

  public SessionRevocationStatus {
    conditions = Lists.of(conditions);
  }
}
