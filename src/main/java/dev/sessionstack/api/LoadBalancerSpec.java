package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** The way in: a Service in front of the UI instances, and what is in front of the Service. */
@ValidationRule(
    value = "!(has(self.gateway) && has(self.ingress))",
    message =
        "set at most one of loadBalancer.gateway and loadBalancer.ingress: a second way in would"
            + " not share the cookie of the first")
@ValidationRule(
    value =
        "has(self.gateway) || has(self.ingress) || !(has(self.host) || has(self.tls) ||"
            + " has(self.maxBodySize) || has(self.idleTimeout))",
    message =
        "loadBalancer.host, tls, maxBodySize and idleTimeout are settings of a proxy, and a Service"
            + " is none: set loadBalancer.ingress (`ingress: {}` for the default class) or"
            + " loadBalancer.gateway too")
@ValidationRule(
    value = "!(has(self.gateway) && has(self.tls))",
    message =
        "loadBalancer.tls is for ingress: with a gateway, TLS is set at the listener of the Gateway;"
            + " remove loadBalancer.tls")
public record LoadBalancerSpec(
    @JsonPropertyDescription("The Service in front of the UI instances.") ServiceSpec service,
    @JsonPropertyDescription("Whether requests of one user go to the same instance.")
        Affinity affinity,
    @Size(min = 1, max = 253)
        @Pattern(Formats.HOST)
        @JsonPropertyDescription(
            "The host name that users open, for instance shop.example.com. Default: any.")
        String host,
    @JsonPropertyDescription("TLS of the Ingress.") Tls tls,
    @Pattern(Formats.BYTES)
        @JsonPropertyDescription(
            "The largest upload that the Ingress lets through, where its controller has a limit."
                + " Default: 100Mi.")
        String maxBodySize,
    @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "How long the Ingress keeps a WebSocket or an event stream on which nothing happens."
                + " Default: 1h.")
        String idleTimeout,
    @JsonPropertyDescription("An HTTPRoute of the Gateway API. At most one of gateway and ingress.")
        GatewaySpec gateway,
    @JsonPropertyDescription(
            "An Ingress. Written as `ingress: {}` for the cluster's default class. At most one of"
                + " gateway and ingress.")
        IngressSpec ingress) {

  /** TLS between browsers and the proxy. */
  public record Tls(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription(
              "A Secret of the type kubernetes.io/tls in the namespace of the stack.")
          String secretName) {}

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
  @ValidationRule(
      value = "!has(self.cookieName) || !has(self.mode) || self.mode == 'Cookie'",
      message =
          "affinity.cookieName is for mode Cookie: set affinity.mode to Cookie or remove cookieName")
  public record Affinity(
      @JsonPropertyDescription(
              "None: any instance answers. ClientIP: one address stays with one instance. Cookie: one"
                  + " browser stays with one instance, which needs an ingress or a gateway. Default:"
                  + " for the profiles Gradio and Streamlit, whose event queues live in the process,"
                  + " Cookie behind an ingress or a gateway and else ClientIP; for Generic None.")
          Mode mode,
      @Size(min = 1, max = 64)
          @Pattern(Formats.COOKIE)
          @JsonPropertyDescription(
              "Name of the cookie, in mode Cookie. Default: sessionstack-affinity.")
          String cookieName,
      @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "With ClientIP, how long an address that is silent stays with its instance, by default"
                  + " 3h. With Cookie, how long the cookie lives, by default until the browser is"
                  + " closed. At most 24h.")
          String timeout) {

    /** What ties a user to an instance. */
    public enum Mode {
      None,
      ClientIP,
      Cookie
    }
  }
}
