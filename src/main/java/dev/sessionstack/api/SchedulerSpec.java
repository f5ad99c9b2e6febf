package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** Celery beat: sends periodic tasks. There is one, and never two at once. */
@ValidationRule(
    value = "has(self.app) || has(self.command)",
    message =
        "set app (the Celery app, as `celery --app` takes it, for instance shop.tasks) or command"
            + " (what starts a scheduler of yours)")
@ValidationRule(
    value = "!(has(self.app) && has(self.command))",
    message = "app is for the operator's own command: remove it, or remove command")
public record SchedulerSpec(
    @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z_][A-Za-z0-9_.:]*$")
        @JsonPropertyDescription(
            "The Celery app, as `celery --app` takes it, for instance shop.tasks.")
        String app,
    @Size(min = 1, max = 512)
        @Pattern("^\\S+$")
        @JsonPropertyDescription("The image. Default: ui.image.")
        String image,
    @Size(min = 1, max = 64) @JsonPropertyDescription("What starts the scheduler, in place of app.")
        List<String> command,
    @Size(max = 256) @JsonPropertyDescription("Arguments after the command.") List<String> args,
    @JsonPropertyDescription("CPU and memory.") ResourceRequirements resources,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Environment. It wins over what the operator would set by the same name.")
        List<EnvVar> env,
    @Size(max = 50) @JsonPropertyDescription("Environment from ConfigMaps and Secrets.")
        List<EnvFromSource> envFrom,
    @PreserveUnknownFields @JsonPropertyDescription(Formats.TEMPLATE) JsonNode template)
    implements ContainerSpec {

  public SchedulerSpec {
    command = Lists.of(command);
    args = Lists.of(args);
    env = Lists.of(env);
    envFrom = Lists.of(envFrom);
  }
}
