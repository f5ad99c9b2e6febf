package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What the user wants. */
@ValidationRule(
    value =
        "!((has(self.workers) && self.workers.size() > 0) || has(self.scheduler)) ||"
            + " !has(self.store.memory)",
    message =
        "workers and scheduler need a Redis between them and the UI: use store.managed or"
            + " store.external in place of store.memory")
@ValidationRule(
    value =
        "!((has(self.workers) && self.workers.size() > 0) || has(self.scheduler)) ||"
            + " !has(self.store.managed) || !has(self.store.managed.evictionPolicy) ||"
            + " !self.store.managed.evictionPolicy.startsWith('AllKeys')",
    message =
        "with workers the store also holds tasks, which an AllKeys eviction policy would throw away:"
            + " set store.managed.evictionPolicy to NoEviction or a Volatile policy")
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
    @Size(max = 20)
        @JsonPropertyDescription(
            "Pools of Celery workers. The store is their broker and keeps their results.")
        List<WorkerSpec> workers,
    @JsonPropertyDescription("Celery beat, which sends periodic tasks.") SchedulerSpec scheduler,
    @JsonPropertyDescription(
            "A server that the app calls, for instance an API: its URL is in BACKEND_URL.")
        ServerSpec backend,
    @JsonPropertyDescription("A server that serves a model: its URL is in MODEL_URL.")
        ServerSpec modelServer,
    @JsonPropertyDescription("A bucket for files, logs and data of the app.")
        ObjectStorageSpec objectStorage,
    @Default("Enabled")
        @JsonPropertyDescription(
            "Enabled: only this stack's pods and the operator reach the managed store, only this"
                + " stack's pods reach backend and model server, and nobody reaches workers."
                + " Default: Enabled.")
        Switch networkPolicy,
    @Default("Enabled")
        @JsonPropertyDescription(
            "Enabled: a voluntary disruption takes one instance of the UI, of a server or of a pool"
                + " at a time, where there is more than one. Default: Enabled.")
        Switch podDisruptionBudget,
    @JsonPropertyDescription("What all pods of the stack have in common.")
        PodDefaults podDefaults) {

  public SessionStackSpec {
    workers = Lists.of(workers);
  }
}
