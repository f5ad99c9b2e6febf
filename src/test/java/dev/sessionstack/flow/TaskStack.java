package dev.sessionstack.flow;

/** A stack with all that does the work behind the UI. */
public final class TaskStack {

  public static final String YAML =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: shop}
      spec:
        ui: {image: "app:1"}
        store: {managed: {}}
        workers:
          - {name: a, app: shop, replicas: 2}
          - {name: b, app: shop, queues: [b], replicas: 2}
        scheduler: {app: shop}
        backend: {image: "api:1", replicas: 2}
        modelServer: {image: "model:1", replicas: 2}
      """;

  /** All that is well when it is as its spec says. */
  public static final String[] WELL = {
    "Ready=True Serving",
    "UIReady=True Serving",
    "StoreReady=True Serving",
    "StoreHealthy=True WithinBudget",
    "WorkersReady=True Serving",
    "SchedulerReady=True Running",
    "BackendReady=True Serving",
    "ModelServerReady=True Serving",
    "Exposed=True ClusterIP"
  };

  private TaskStack() {}
}
