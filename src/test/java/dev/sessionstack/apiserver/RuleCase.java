package dev.sessionstack.apiserver;

import java.util.List;

/**
 * One rule of the CRD.
 *
 * @param name of the stack that it is tried with
 * @param message how its message begins
 * @param before the spec that is there before, for rules on changes; null for others
 * @param refused a spec that breaks the rule and no other
 * @param accepted a spec just within the rule
 */
record RuleCase(String name, String message, String before, String refused, String accepted) {

  static final String NO_SPEC = "no spec at all";
  static final String LONG_NAME = "a name of 41 characters";

  static final String DOTTED_NAME = "a name with a dot";

  /** Cases whose spec is right and whose name is not. */
  static final List<String> NAMES = List.of(LONG_NAME, DOTTED_NAME);

  private static final String SET_APP =
      "set app (the Celery app, as `celery --app` takes it, for instance shop.tasks) or command"
          + " (what starts a ";

  private static final String LARGE =
      managed("storage: {size: 2Gi, storageClassName: fast}, persistence: AOF");

  static final List<RuleCase> ALL =
      List.of(
          on("spec is required", NO_SPEC, store("memory: {}")),
          new RuleCase(
              "n".repeat(40),
              "metadata.name is longer than 40 characters",
              null,
              LONG_NAME,
              store("memory: {}")),
          new RuleCase(
              "my-app",
              "metadata.name must begin with a letter",
              null,
              DOTTED_NAME,
              store("memory: {}")),
          on(
              "set exactly one of store.memory",
              store("memory: {}, managed: {}"),
              store("external: {host: h}")),
          on(
              "persistence RDB and AOF need a volume",
              managed("persistence: RDB"),
              managed("persistence: RDB, storage: {size: 1Gi}")),
          on(
              "auth.rotation replaces a generated password",
              managed("auth: {rotation: '1', passwordSecretRef: {name: mine}}"),
              managed("auth: {rotation: '1'}")),
          on(
              "session.rotation replaces generated keys",
              with("session: {rotation: '1', secretRef: {name: mine}}"),
              with("session: {rotation: '1'}")),
          change(
              "storage cannot be added",
              managed("persistence: None"),
              LARGE,
              managed("persistence: None, maxMemoryPercent: 50")),
          change(
              "persistence of a store that saves",
              LARGE,
              managed("storage: {size: 2Gi, storageClassName: fast}, persistence: None"),
              managed("storage: {size: 2Gi, storageClassName: fast}, persistence: RDB")),
          change(
              "storage.size cannot become smaller",
              LARGE,
              managed("storage: {size: 2047Mi, storageClassName: fast}, persistence: AOF"),
              managed(
                  "storage: {size: 2049Mi, storageClassName: fast, whenDeleted: Delete}, persistence: AOF")),
          change(
              "storage.storageClassName of a store that exists",
              LARGE,
              managed("storage: {size: 2Gi}, persistence: AOF"),
              store("memory: {}")),
          on(
              "affinity.timeout is at most 24h",
              balanced("affinity: {timeout: 24h1s}"),
              balanced("affinity: {timeout: 24h}")),
          on(
              "affinity.cookieName is for mode Cookie",
              balanced("affinity: {mode: ClientIP, cookieName: shop}"),
              balanced("affinity: {mode: Cookie, cookieName: shop}, ingress: {}")),
          on(
              "set at most one of loadBalancer.gateway and loadBalancer.ingress",
              balanced("ingress: {}, gateway: {parentRefs: [{name: public}]}"),
              balanced("gateway: {parentRefs: [{name: public}]}")),
          on(
              "loadBalancer.host, tls, maxBodySize and idleTimeout",
              balanced("host: shop.example.com"),
              balanced("host: shop.example.com, idleTimeout: 1h, maxBodySize: 1Gi, ingress: {}")),
          on(
              "loadBalancer.tls is for ingress",
              balanced("tls: {secretName: shop-tls}, gateway: {parentRefs: [{name: public}]}"),
              balanced("tls: {secretName: shop-tls}, ingress: {className: nginx}")),
          on(
              "externalTrafficPolicy is for service.type",
              balanced("service: {externalTrafficPolicy: Local}"),
              balanced("service: {type: NodePort, externalTrafficPolicy: Local}")),
          on(
              "objectStorage.create: IfMissing needs objectStorage.credentialsSecretRef",
              bucket("create: IfMissing"),
              bucket("create: IfMissing, credentialsSecretRef: {name: c}")),
          on(
              "objectStorage.create: IfMissing needs to look",
              bucket("create: IfMissing, credentialsSecretRef: {name: c}, verify: Disabled"),
              bucket("create: Never, credentialsSecretRef: {name: c}, verify: Disabled")),
          on(
              "objectStorage.verify: ReadWrite needs",
              bucket("verify: ReadWrite"),
              bucket("verify: ReadWrite, credentialsSecretRef: {name: c}")),
          on(
              "objectStorage.tls is for an endpoint with https",
              bucket("tls: {secretName: ca}, endpoint: 'http://minio:9000'"),
              bucket("tls: {secretName: ca}, endpoint: 'https://minio:9000'")),
          on(
              "objectStorage.prefix has . or ..",
              bucket("prefix: a/../b"),
              bucket("prefix: a/..b/.c")),
          on(
              "ui.replicas and ui.autoscaling exclude each other",
              ui("replicas: 2, autoscaling: {maxReplicas: 3}"),
              ui("replicas: 1, autoscaling: {maxReplicas: 3}")), // 1 is filled in
          on(
              "autoscaling.minReplicas is above maxReplicas",
              ui("autoscaling: {minReplicas: 4, maxReplicas: 3}"),
              ui("autoscaling: {minReplicas: 3, maxReplicas: 3}")),
          on(
              "autoscaling.minReplicas is above maxReplicas",
              pool("app: a, autoscaling: {minReplicas: 4, maxReplicas: 3}"),
              pool("app: a, autoscaling: {minReplicas: 3, maxReplicas: 3}")),
          on(
              "set replicas or autoscaling, not both",
              pool("app: a, replicas: 1, autoscaling: {maxReplicas: 3}"),
              pool("app: a, autoscaling: {maxReplicas: 3}")),
          on(
              "scaledBy External leaves the number",
              pool("app: a, scaledBy: External, replicas: 1"),
              pool("app: a, scaledBy: External")),
          on(SET_APP + "worker", pool("replicas: 1"), pool("app: shop.tasks")),
          on(SET_APP + "scheduler", with("scheduler: {}"), with("scheduler: {app: a}")),
          on("app is for the operator's", pool("app: a, command: [b]"), pool("command: [b]")),
          on(
              "app is for the operator's",
              with("scheduler: {app: a, command: [b]}"),
              with("scheduler: {command: [b]}")),
          on(
              "workers and scheduler need a Redis",
              "{ui: {image: 'app:1'}, store: {memory: {}}, scheduler: {app: a}}",
              "{ui: {image: 'app:1'}, store: {memory: {}}, workers: []}"),
          on("with workers the store also holds tasks", tasks("AllKeysLRU"), tasks("VolatileLRU")));

  private static RuleCase on(String message, String refused, String accepted) {
    return new RuleCase("new", message, null, refused, accepted);
  }

  private static RuleCase change(String message, String before, String refused, String accepted) {
    var name = message.replaceAll("[^a-z]+", "-");
    return new RuleCase(
        name.substring(0, Math.min(40, name.length())), message, before, refused, accepted);
  }

  private static String managed(String fields) {
    return store("managed: {" + fields + "}");
  }

  private static String store(String fields) {
    return "{ui: {image: 'app:1'}, store: {" + fields + "}}";
  }

  private static String bucket(String fields) {
    return "{ui: {image: 'app:1'}, store: {memory: {}}, objectStorage: {bucket: files, "
        + fields
        + "}}";
  }

  private static String ui(String fields) {
    return "{ui: {image: 'app:1', " + fields + "}, store: {managed: {}}}";
  }

  private static String pool(String fields) {
    return with("workers: [{name: a, " + fields + "}]");
  }

  private static String with(String more) {
    return "{ui: {image: 'app:1'}, store: {managed: {}}, " + more + "}";
  }

  private static String tasks(String policy) {
    return "{ui: {image: 'app:1'}, store: {managed: {evictionPolicy: "
        + policy
        + "}}, workers: [{name: a, app: a}]}";
  }

  private static String balanced(String fields) {
    return "{ui: {image: 'app:1'}, store: {memory: {}}, loadBalancer: {" + fields + "}}";
  }

  @Override
  public String toString() {
    return message;
  }
}
