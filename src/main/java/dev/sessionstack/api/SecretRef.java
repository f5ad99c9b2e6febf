package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Secret in the namespace of the stack. */
public record SecretRef(
    @Required
        @Size(min = 1, max = 253)
        @Pattern(Formats.NAME)
        @JsonPropertyDescription("Name of a Secret in the namespace of the stack.")
        String name) {}
