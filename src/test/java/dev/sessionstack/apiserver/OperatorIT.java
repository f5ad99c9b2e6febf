package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.flow.Flow;
import dev.sessionstack.flow.Site;
import dev.sessionstack.flow.TaskStack;
import dev.sessionstack.parts.Part;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.RedisServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator, with the rights of manifests/ and no others, on a real API server. */
@NeedsApiServer
@QuarkusTest
@WithTestResource(RealCluster.class)
class OperatorIT extends Flow {

  @TempDir Path folder;

  /** R13: least privilege is still enough; seen after every test. */
  @AfterEach
  void operatorHasAllTheRightsThatItUses() {
    assertThat(cluster.forbidden()).isEmpty();
  }

  /** R24: what the server fills in is no difference to what was asked for. */
  @ParameterizedTest
  @ValueSource(strings = {"memory", "redis", "streamlit", "autoscaled"})
  void exampleIsReadyAndThenWritesNothing(String example) {
    site.applyExample(example);
    site.awaitReady(example);

    staysSilent();
  }

  @Test
  void workersSchedulerAndServersAreReadyAndThenWriteNothing() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
    Site.eventually(() -> assertThat(site.status("shop").queued()).isZero());

    staysSilent();
  }

  @Test
  void exampleWithAnExternalRedisIsReadyAndThenWritesNothing() {
    var hosts = new HostsFile(Path.of(System.getProperty("jdk.net.hosts.file")));
    site.applySecret("redis-credentials", Map.of("password", "right"));
    try (var redis =
        RedisServer.start(
            cluster.kubelet().binary(), "127.0.0.1", 6379, folder, "requirepass right")) {
      hosts.put("redis.databases.svc", redis.host());
      site.applyExample("external-redis");
      site.awaitReady("external-redis");

      staysSilent();
    } finally {
      hosts.remove("redis.databases.svc");
    }
  }

  /** What the API server keeps in another form than it is written in. */
  @Test
  void awkwardSpecIsReadyAndThenWritesNothing() {
    site.applySecret("settings", Map.of("COLOUR", "blue"));
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: awkward}
        spec:
          ui:
            image: "app:1"
            replicas: 2
            command: [run, ""]
            env:
              - {name: EMPTY, value: ""}
              - {name: ABSENT}
              - name: POD_IP
                valueFrom: {fieldRef: {fieldPath: status.podIP}}
              - name: CPUS
                valueFrom: {resourceFieldRef: {resource: limits.cpu}}
              - name: COLOUR
                valueFrom: {secretKeyRef: {name: settings, key: COLOUR, optional: false}}
            resources:
              requests: {cpu: "0.5", memory: 1024Mi}
              limits: {cpu: 1000m, memory: "2147483648"}
            scratch: {sizeLimit: 1024Mi}
            template:
              metadata:
                annotations: {empty: ""}
              spec:
                hostNetwork: false
                dnsPolicy: ClusterFirst
                securityContext: {fsGroup: 4000}
                tolerations:
                  - {key: dedicated, operator: Equal, value: "", effect: NoSchedule}
                  - {operator: Exists, tolerationSeconds: 0, effect: NoExecute}
                containers:
                  - name: ui
                    tty: false
                    stdin: false
                    readinessProbe:
                      initialDelaySeconds: 0
                      periodSeconds: 7
                      httpGet: {port: http, path: /ready, scheme: HTTP}
                    ports:
                      - {containerPort: 9090, name: metrics}
                    volumeMounts:
                      - {name: cache, mountPath: /cache, readOnly: false}
                  - name: sidecar
                    image: "sidecar:1"
                    env: [{name: EMPTY, value: ""}]
                    resources: {limits: {cpu: "0.10", memory: 0.5Gi}}
                    livenessProbe: {tcpSocket: {port: 9091}, initialDelaySeconds: 0}
                    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                volumes:
                  - {name: cache, emptyDir: {}}
                  - name: bundle
                    projected:
                      sources:
                        - secret: {name: settings}
                        - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                initContainers:
                  - name: first
                    image: "first:1"
                    args: []
                    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          session: {ttl: 90m}
          store:
            managed:
              persistence: RDB
              storage: {size: 1024Mi, storageClassName: standard}
              resources:
                requests: {cpu: "0.25", memory: "134217728"}
                limits: {memory: 0.25Gi}
              template:
                spec:
                  nodeSelector: {}
                  tolerations: []
                  terminationGracePeriodSeconds: 30
          loadBalancer:
            service: {type: LoadBalancer, externalTrafficPolicy: Local, annotations: {a: ""}}
            affinity: {mode: ClientIP, timeout: 1h}
          podDefaults:
            imagePullSecrets: [{name: registry}]
            nodeSelector: {disk: fast}
            tolerations: [{key: gpu, operator: Exists}]
        """);
    site.awaitAmong(
        "awkward",
        "UIReady=True Serving",
        "StoreReady=True Serving",
        "StoreHealthy=True WithinBudget");

    staysSilent();
  }

  @Test
  void revocationIsCarriedOutAndDeletedAfterwards() {
    site.applyExample("redis");
    site.awaitReady("redis");
    try (var redis = site.console("redis")) {
      redis.session("a1", "ada", Duration.ofMinutes(10), true);
      redis.session("b1", "bob", Duration.ofMinutes(10), true);
      site.apply(
          """
          apiVersion: sessionstack.dev/v1alpha1
          kind: SessionRevocation
          metadata: {name: out}
          spec: {stackName: redis, user: ada, ttlAfterFinished: 2s}
          """);

      Site.eventually(
          () -> {
            var status = site.get(SessionRevocation.class, "out").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.sessionsEnded()).isEqualTo(1);
          });
      Site.eventually(() -> assertThat(site.find(SessionRevocation.class, "out")).isEmpty());
      assertThat(redis.redis().keys("*")).containsExactly("session:b1");
    }
  }

  /** R17, with what only a real server refuses. */
  @Test
  void partThatTheServerRefusesIsNamedAndTheRestRuns() {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: shop}
        spec:
          ui:
            image: "app:1"
            template: {spec: {containers: [{name: ui, ports: [{containerPort: 99999}]}]}}
          store: {managed: {}}
        """);

    site.awaitAmong(
        "shop", "Stalled=True Rejected", "UIReady=False Rejected", "StoreReady=True Serving");
    assertThat(site.condition("shop", "Stalled").getMessage())
        .contains("Deployment shop-ui", "containerPort");

    site.patchSpec("shop", "{\"ui\": {\"template\": null}}");

    site.awaitReady("shop");
  }

  /** The guard against taking over rests on the server's conflict, which must be a real one. */
  @Test
  void foreignObjectIsNotTakenOver() {
    site.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: redis-redis-config}
        data: {whose: theirs}
        """);

    site.applyExample("redis");

    site.awaitAmong("redis", "Stalled=True NameTaken", "UIReady=True Serving");
    assertThat(site.writers("v1", "ConfigMap", "redis-redis-config"))
        .isNotEmpty()
        .doesNotContain(Part.FIELD_MANAGER);
  }

  /** R5: no finalizer; the garbage collector of the cluster does it. */
  @Test
  void deletedStackLeavesItsVolumeAndSecretsAndReturnsWithThem() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var keys = site.secret("redis-keys");

    site.deleteStack("redis");

    Site.eventually(
        () -> {
          assertThat(site.names(Pod.class)).isEmpty();
          assertThat(site.inventory())
              .containsExactlyInAnyOrder(
                  "Secret redis-keys",
                  "Secret redis-session",
                  "Secret redis-store",
                  "PersistentVolumeClaim data-redis-redis-0");
        });

    site.applyExample("redis");

    site.awaitReady("redis");
    assertThat(site.secret("redis-keys")).isEqualTo(keys);
  }

  /** R26, R27: the keys Secret is immutable here, and still returns as it was. */
  @Test
  void deletedKeysReturnAndEditedChildIsPutBack() {
    site.applyExample("redis");
    site.awaitReady("redis");
    var keys = site.get(Secret.class, "redis-keys");

    site.delete(keys);
    site.edit(
        site.get(Deployment.class, "redis-ui"),
        ui -> ui.getSpec().getTemplate().getSpec().getContainers().get(0).setImage("other:1"));

    Site.eventually(
        () -> {
          assertThat(site.image("redis-ui")).isEqualTo("sessionstack-example-gradio:0.1.0");
          var again = site.get(Secret.class, "redis-keys");
          assertThat(again.getMetadata().getUid()).isNotEqualTo(keys.getMetadata().getUid());
          assertThat(again.getData()).isEqualTo(keys.getData());
        });
    site.awaitReady("redis");
  }

  /** Every child is touched by somebody else, so that the operator looks at all of them again. */
  private void staysSilent() {
    awaitRest();
    var children = site.objects();
    var mark = cluster.mark();
    var before = passes();

    children.forEach(child -> site.touch(child, "twice"));

    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }
}
