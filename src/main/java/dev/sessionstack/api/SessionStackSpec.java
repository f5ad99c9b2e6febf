package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** What the user wants. */
public record SessionStackSpec(
    @Default("Running")
        @JsonPropertyDescription(
            "Running: make it so. Paused: observe and report, change nothing. Hibernated: workloads"
                + " at zero, volumes and Secrets kept. Default: Running.")
        Mode mode,
    @Required @JsonPropertyDescription("The instances that users talk to.") UiSpec ui,
    @JsonPropertyDescription("What a session is: how long it lives and where its keys are.")
        SessionSpec session,
    @Required
        @JsonPropertyDescription(
            "Where sessions are kept: exactly one of memory, managed and external.")
        StoreSpec store,
    @JsonPropertyDescription("The way in.") LoadBalancerSpec loadBalancer,
    @JsonPropertyDescription("A bucket for files, logs and data of the app.")
        ObjectStorageSpec objectStorage,
    @Default("Enabled")
        @JsonPropertyDescription(
            "Enabled: only this stack's pods and the operator reach the managed store."
                + " Default: Enabled.")
        Switch networkPolicy,
    @Default("Enabled")
        @JsonPropertyDescription(
            "Enabled: a voluntary disruption takes one UI instance at a time, where there is more"
                + " than one. Default: Enabled.")
        Switch podDisruptionBudget,
    @JsonPropertyDescription("What all pods of the stack have in common.")
        PodDefaults podDefaults) {}
