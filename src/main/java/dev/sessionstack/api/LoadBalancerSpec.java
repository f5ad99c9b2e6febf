package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** The way in: a Service in front of the UI instances. */
public record LoadBalancerSpec(
    @JsonPropertyDescription("The Service in front of the UI instances.") ServiceSpec service,
    @JsonPropertyDescription("Whether requests of one user go to the same instance.")
        Affinity affinity) {

  /** The Service. */
  @ValidationRule(
      value =
          "!has(self.externalTrafficPolicy) || (has(self.type) && self.type in ['NodePort',"
              + " 'LoadBalancer'])",
      message =
          "externalTrafficPolicy is for service.type NodePort and LoadBalancer only: set the type or"
              + " remove it")
  public record ServiceSpec(
      @Default("ClusterIP")
          @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer. Default: ClusterIP.")
          Type type,
      @Size(max = 50)
          @JsonPropertyDescription("Annotations of the Service, as cloud load balancers want them.")
          Map<String, String> annotations,
      @JsonPropertyDescription(
              "Local keeps the client's address and avoids a hop; Cluster spreads. Default:"
                  + " Cluster.")
          ExternalTrafficPolicy externalTrafficPolicy) {

    /** How the Service is reached. */
    public enum Type {
      ClusterIP,
      NodePort,
      LoadBalancer
    }

    /** Which nodes take in traffic from outside. */
    public enum ExternalTrafficPolicy {
      Cluster,
      Local
    }
  }

  /** Sticky sessions. */
  @ValidationRule(
      value = "!has(self.timeout) || duration(self.timeout) <= duration('24h')",
      message = "affinity.timeout is at most 24h: Kubernetes' limit for ClientIP affinity")
  public record Affinity(
      @JsonPropertyDescription(
              "None: any instance answers. ClientIP: one address stays with one instance. Default:"
                  + " ClientIP for the profiles Gradio and Streamlit, whose event queues live in"
                  + " the process, else None.")
          Mode mode,
      @Default("3h")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How long an address that is silent stays with its instance, at most 24h. Default:"
                  + " 3h.")
          String timeout) {

    /** What ties a user to an instance. */
    public enum Mode {
      None,
      ClientIP
    }
  }
}
