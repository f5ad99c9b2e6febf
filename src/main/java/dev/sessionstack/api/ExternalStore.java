package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Redis or Valkey that somebody else keeps. The operator only reads it. */
public record ExternalStore(
    @Required
        @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$")
        @JsonPropertyDescription(
            "Its DNS name or IPv4 address, without scheme or port: redis.example.com. A name"
                + " without a dot is a Service in the stack's namespace.")
        String host,
    @Default("6379") @Min(1) @Max(65535) @JsonPropertyDescription("Its port. Default: 6379.")
        Integer port,
    @JsonPropertyDescription("Which of its numbered databases are used.") Databases databases,
    @JsonPropertyDescription("TLS. Written as `tls: {}` for a certificate of a public authority.")
        Tls tls,
    @JsonPropertyDescription(
            "A Secret with the key `password` and, for an ACL user, `username`. Default: no"
                + " authentication.")
        SecretRef credentialsSecretRef) {

  /** Numbered databases, as SELECT has them. */
  public record Databases(
      @Default("0") @Min(0) @Max(65535) @JsonPropertyDescription("For sessions. Default: 0.")
          Integer sessions,
      @Default("1")
          @Min(0)
          @Max(65535)
          @JsonPropertyDescription("For the tasks of workers. Default: 1.")
          Integer broker,
      @Default("2")
          @Min(0)
          @Max(65535)
          @JsonPropertyDescription("For the results of tasks. Default: 2.")
          Integer results) {}

  /** TLS to the store. */
  public record Tls(
      @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription(
              "A Secret with the key ca.crt, for a private authority. Default: the authorities that"
                  + " the app's image and the operator trust.")
          String secretName) {}
}
