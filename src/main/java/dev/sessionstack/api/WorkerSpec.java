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
import java.util.List;

/** A pool of Celery workers: equal instances that take tasks from the same queues. */
@ValidationRule(
    value = "has(self.app) || has(self.command)",
    message =
        "set app (the Celery app, as `celery --app` takes it, for instance shop.tasks) or command"
            + " (what starts a worker of yours)")
@ValidationRule(
    value = "!(has(self.app) && has(self.command))",
    message = "app is for the operator's own command: remove it, or remove command")
@ValidationRule(
    value =
        "!(has(self.scaledBy) && self.scaledBy == 'External') || !(has(self.replicas) ||"
            + " has(self.autoscaling))",
    message =
        "scaledBy External leaves the number to somebody else: remove replicas and autoscaling")
@ValidationRule(
    value = "!(has(self.replicas) && has(self.autoscaling))",
    message = "set replicas or autoscaling, not both: autoscaling decides the number by itself")
public record WorkerSpec(
    @Required
        @Size(min = 1, max = 20)
        @Pattern(Formats.LABEL)
        @JsonPropertyDescription(
            "Name of the pool: a DNS label of at most 20 characters, unique in the stack.")
        String name,
    @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z_][A-Za-z0-9_.:]*$")
        @JsonPropertyDescription(
            "The Celery app, as `celery --app` takes it, for instance shop.tasks. The operator"
                + " starts a worker of it with the queues and the concurrency of the pool.")
        String app,
    @Size(min = 1, max = 512)
        @Pattern("^\\S+$")
        @JsonPropertyDescription("The image. Default: ui.image.")
        String image,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "What starts a worker, in place of app. It must be the process that takes SIGTERM and"
                + " then finishes its tasks.")
        List<String> command,
    @Size(max = 256) @JsonPropertyDescription("Arguments after the command.") List<String> args,
    @Size(min = 1, max = 20)
        @JsonPropertyDescription("The queues that are worked on. Default: celery.")
        List<@Pattern("^[A-Za-z0-9_.:-]{1,100}$") String> queues,
    @Default("4")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription("Tasks that one instance does at a time. Default: 4.")
        Integer concurrency,
    @Min(0) @Max(1000) @JsonPropertyDescription("How many instances. Default: 1.") Integer replicas,
    @JsonPropertyDescription("The number of instances follows the length of the queues.")
        Autoscaling autoscaling,
    @Default("Operator")
        @JsonPropertyDescription(
            "External: the operator never writes the number of instances, which KEDA or an"
                + " autoscaler of yours decides. Default: Operator.")
        ScaledBy scaledBy,
    @Default("5m")
        @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "How long an instance that is stopped may take to finish its tasks. Longer than the"
                + " longest task, or tasks are cut off. Default: 5m.")
        String terminationGracePeriod,
    @Pattern(Formats.DURATION)
        @JsonPropertyDescription(
            "When tasks wait in a queue of the pool and for so long its instances take none, the"
                + " queue is stuck and the stack not Ready. Longer than the longest task. Default:"
                + " 10m, or terminationGracePeriod where that is longer.")
        String stuckAfter,
    @JsonPropertyDescription("CPU and memory of one instance.") ResourceRequirements resources,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Environment. It wins over what the operator would set by the same name.")
        List<EnvVar> env,
    @Size(max = 50) @JsonPropertyDescription("Environment from ConfigMaps and Secrets.")
        List<EnvFromSource> envFrom,
    @PreserveUnknownFields @JsonPropertyDescription(Formats.TEMPLATE) JsonNode template)
    implements ContainerSpec {

  public WorkerSpec {
    command = Lists.of(command);
    args = Lists.of(args);
    queues = Lists.of(queues);
    env = Lists.of(env);
    envFrom = Lists.of(envFrom);
  }

  /** Who decides the number of instances. */
  public enum ScaledBy {
    Operator,
    External
  }

  /** As many instances as (ready + unacknowledged tasks) / (concurrency x tasksPerWorker). */
  @ValidationRule(
      value = "!has(self.minReplicas) || self.minReplicas <= self.maxReplicas",
      message = "autoscaling.minReplicas is above maxReplicas: lower it or raise maxReplicas")
  public record Autoscaling(
      @Default("0")
          @Min(0)
          @Max(1000)
          @JsonPropertyDescription(
              "The least. With 0, an empty queue has no instance, and the first task waits for one"
                  + " to start. Default: 0.")
          Integer minReplicas,
      @Required @Min(1) @Max(1000) @JsonPropertyDescription("The most.") Integer maxReplicas,
      @Default("2")
          @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Tasks, waiting and at work, for each of an instance's `concurrency` before another"
                  + " instance is added. Default: 2.")
          Integer tasksPerWorker,
      @Default("2m")
          @Pattern(Formats.DURATION_OR_ZERO)
          @JsonPropertyDescription(
              "The number is not lowered below what was needed at any time in this window."
                  + " Default: 2m.")
          String stabilizationWindow) {}
}
