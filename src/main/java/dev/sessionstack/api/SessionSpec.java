package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What a session is. The record and its key are the contract of {@code docs/contract.md}. */
@ValidationRule(
    value = "!has(self.rotation) || !has(self.secretRef)",
    message =
        "session.rotation replaces generated keys, and those of session.secretRef are yours: rotate"
            + " them in the Secret, with JWT_SECRET_FALLBACKS and the like, and leave out rotation")
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
                + " CSRF_SECRET. Default: generated once, and changed by `rotation` only.")
        SecretRef secretRef,
    @Size(min = 1, max = 63)
        @Pattern(Formats.TOKEN)
        @JsonPropertyDescription(
            "A name for the generated keys, such as 2026-12. Another name has them replaced, step"
                + " by step, so that no session ends. Default: never replaced.")
        String rotation,
    @Default("24h")
        @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "How long the app accepts what was signed with the old keys after it has begun to sign"
                + " with new ones. Default: 24h.")
        String rotationOverlap,
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
