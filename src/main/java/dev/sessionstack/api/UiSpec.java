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
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;

/** The UI: stateless instances of the user's app. */
@ValidationRule(
    value = "!has(self.autoscaling) || !has(self.replicas) || self.replicas == 1",
    message =
        "ui.replicas and ui.autoscaling exclude each other: remove replicas, or remove autoscaling")
public record UiSpec(
    @Default("Generic")
        @JsonPropertyDescription(
            "Presets of port, probe and env. Generic: 8080, /healthz. Gradio: 7860, /. Streamlit:"
                + " 8501, /_stcore/health. Whatever is set beside it wins. Default: Generic.")
        Profile profile,
    @Required
        @Size(min = 1, max = 512)
        @Pattern("^\\S+$")
        @JsonPropertyDescription("The app's image. It must run as any user but root.")
        String image,
    @Size(max = 64) @JsonPropertyDescription("Replaces the image's entrypoint.")
        List<String> command,
    @Size(max = 256) @JsonPropertyDescription("Replaces the image's arguments.") List<String> args,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Environment of the app. It wins over what the operator would set by the same name.")
        List<EnvVar> env,
    @Size(max = 50) @JsonPropertyDescription("Environment from ConfigMaps and Secrets.")
        List<EnvFromSource> envFrom,
    @JsonPropertyDescription("CPU and memory of one instance.") ResourceRequirements resources,
    @Min(1)
        @Max(65535)
        @JsonPropertyDescription("The port that the app listens on. Default: the profile's.")
        Integer port,
    @Default("1")
        @Min(0)
        @Max(1000)
        @SpecReplicas
        @JsonPropertyDescription("How many instances. `kubectl scale` writes it. Default: 1.")
        Integer replicas,
    @JsonPropertyDescription("The number of instances follows their use of CPU.")
        Autoscaling autoscaling,
    @JsonPropertyDescription("How the kubelet asks an instance whether it can serve.") Probe probe,
    @JsonPropertyDescription("How an instance says goodbye to its users.") Drain drain,
    @JsonPropertyDescription("Scratch space: /tmp, the only place an instance may write to.")
        Scratch scratch,
    @PreserveUnknownFields @JsonPropertyDescription(Formats.TEMPLATE) JsonNode template)
    implements ContainerSpec {

  public UiSpec {
    command = Lists.of(command);
    args = Lists.of(args);
    env = Lists.of(env);
    envFrom = Lists.of(envFrom);
  }

  /** A HorizontalPodAutoscaler. It needs the cluster's metrics-server, or one like it. */
  @ValidationRule(
      value = "!has(self.minReplicas) || self.minReplicas <= self.maxReplicas",
      message = "autoscaling.minReplicas is above maxReplicas: lower it or raise maxReplicas")
  public record Autoscaling(
      @Default("1") @Min(1) @Max(1000) @JsonPropertyDescription("The least. Default: 1.")
          Integer minReplicas,
      @Required @Min(1) @Max(1000) @JsonPropertyDescription("The most.") Integer maxReplicas,
      @Default("70")
          @Min(1)
          @Max(1000)
          @JsonPropertyDescription(
              "The average use of CPU to aim at, in percent of resources.requests.cpu. Default: 70.")
          Integer targetCPUUtilization) {}

  /** Ready and alive: one HTTP path, which should speak of this process only, not of the store. */
  public record Probe(
      @Size(min = 1, max = 1024)
          @Pattern("^/\\S*$")
          @JsonPropertyDescription(
              "HTTP path that answers 2xx or 3xx when the instance can serve. It should not depend"
                  + " on the store. Default: the profile's.")
          String path,
      @Default("120s")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How long the first start may take, for instance 90s or 5m. Default: 120s.")
          String startupTimeout) {}

  /** From the decision to stop an instance until it is ended. */
  public record Drain(
      @Default("60s")
          @Pattern(Formats.DURATION)
          @JsonPropertyDescription(
              "How long open requests and streams may take to end after SIGTERM. Default: 60s.")
          String timeout,
      @Default("5s")
          @Pattern(Formats.DURATION_OR_ZERO)
          @JsonPropertyDescription(
              "How long the instance still serves before SIGTERM, while load balancers learn that"
                  + " it goes. Default: 5s.")
          String preStopDelay) {}

  /** The emptyDir at /tmp; the rest of the file system is read-only. */
  public record Scratch(
      @Default("1Gi")
          @Size(max = 20)
          @Pattern(Formats.BYTES)
          @JsonPropertyDescription(
              "Its size; an instance that writes more is evicted. Default: 1Gi.")
          String sizeLimit) {}
}
