package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which sessions are to end. */
@ValidationRule(
    value = "self == oldSelf",
    message = "a revocation is carried out once and does not change: create another one")
@ValidationRule(
    value = "[has(self.user), has(self.session), has(self.all)].filter(x, x).size() == 1",
    message =
        "set exactly one of user (all sessions of that user name), session (one session) and all"
            + " (written `all: {}`: all sessions of the stack)")
public record SessionRevocationSpec(
    @Required
        @Size(min = 1, max = 40)
        @Pattern(Formats.LABEL)
        @JsonPropertyDescription("The SessionStack whose sessions end, in this namespace.")
        String stackName,
    @Size(min = 1, max = 1024)
        @JsonPropertyDescription(
            "All sessions whose username is this one, to the letter. Whoever may read this object"
                + " sees the name.")
        String user,
    @JsonPropertyDescription("One session, which is not named in the clear.") OneSession session,
    @JsonPropertyDescription("All sessions of the stack. Written as `all: {}`.") AllSessions all,
    @Pattern(Formats.DURATION_OR_ZERO)
        @JsonPropertyDescription(
            "The operator deletes this object so long after it has finished, for instance 24h."
                + " Absent: it is kept.")
        String ttlAfterFinished) {

  /** Nothing to set. */
  public record AllSessions() {}

  /** A session by its id, which is a secret: whoever knows it has the session. */
  @ValidationRule(
      value = "has(self.sha256) != has(self.secretRef)",
      message = "set exactly one of session.sha256 and session.secretRef")
  public record OneSession(
      @Pattern("^[0-9a-f]{64}$")
          @JsonPropertyDescription(
              "SHA-256 of the session id in lower-case hexadecimal digits:"
                  + " `printf %s \"$ID\" | sha256sum`.")
          String sha256,
      @JsonPropertyDescription("The Secret that holds the session id.") KeyRef secretRef) {}

  /** A value in a Secret. */
  public record KeyRef(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription("Name of a Secret in this namespace.")
          String name,
      @Required
          @Size(min = 1, max = 253)
          @Pattern("^[-._a-zA-Z0-9]+$")
          @JsonPropertyDescription(
              "Key of the Secret whose value is the session id. White space around it is ignored.")
          String key) {}
}
