package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** What a session is. The record and its key are the contract of {@code docs/contract.md}. */
public record SessionSpec(
    @Default("30m")
        @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "How long a session lives after its last use, for instance 30m or 8h. Default: 30m.")
        String ttl,
    @Default("\"session:\"")
        @Size(min = 1, max = 128)
        @Pattern("^[!-~]+$")
        @JsonPropertyDescription(
            "What the keys of sessions start with in the store: printable ASCII without spaces."
                + " Default: `session:`.")
        String keyPrefix,
    @JsonPropertyDescription(
            "A Secret with the keys JWT_SECRET (at least 32 characters), SECRET_KEY and"
                + " CSRF_SECRET. Default: generated once and never changed.")
        SecretRef secretRef,
    @Default("Report")
        @JsonPropertyDescription(
            "What to do about sessions in the store that are not as they should be. Report counts"
                + " them. Repair also gives those that have no TTL one, and removes those that have"
                + " been over for a minute; what is malformed is left alone. Default: Report.")
        Hygiene hygiene) {

  /** How sessions are looked after. */
  public enum Hygiene {
    Report,
    Repair
  }
}
