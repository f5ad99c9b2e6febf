package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** An HTTP server that the stack's own pods call: the backend, or the model server. */
public record ServerSpec(
    @Required
        @Size(min = 1, max = 512)
        @Pattern("^\\S+$")
        @JsonPropertyDescription("The image. It must run as any user but root.")
        String image,
    @Size(max = 64) @JsonPropertyDescription("Replaces the image's entrypoint.")
        List<String> command,
    @Size(max = 256) @JsonPropertyDescription("Replaces the image's arguments.") List<String> args,
    @Default("8080")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            "The port that it listens on; it is also in the variable PORT. Default: 8080.")
        Integer port,
    @Default("1") @Min(0) @Max(1000) @JsonPropertyDescription("How many instances. Default: 1.")
        Integer replicas,
    @JsonPropertyDescription("CPU and memory of one instance.") ResourceRequirements resources,
    @JsonPropertyDescription("How the kubelet asks an instance whether it can serve.") Probe probe,
    @Default("30s")
        @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "How long an instance that is stopped may take to finish its requests. Default: 30s.")
        String terminationGracePeriod,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Environment. It wins over what the operator would set by the same name.")
        List<EnvVar> env,
    @Size(max = 50) @JsonPropertyDescription("Environment from ConfigMaps and Secrets.")
        List<EnvFromSource> envFrom,
    @PreserveUnknownFields @JsonPropertyDescription(Formats.TEMPLATE) JsonNode template)
    implements ContainerSpec {

  public ServerSpec {
    command = Lists.of(command);
    args = Lists.of(args);
    env = Lists.of(env);
    envFrom = Lists.of(envFrom);
  }

  /** Ready and alive: one HTTP path. */
  public record Probe(
      @Default("/healthz")
          @Size(min = 1, max = 1024)
          @Pattern("^/\\S*$")
          @JsonPropertyDescription(
              "HTTP path that answers 2xx or 3xx when the instance can serve. Default: /healthz.")
          String path,
      @Default("5m")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How long the first start may take: models are slow to load. Default: 5m.")
          String startupTimeout) {}
}
