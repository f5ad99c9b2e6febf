package dev.sessionstack.e2e;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;

/**
 * A Redis that somebody else keeps, with a log on a disk of 24 MiB that really can be full, and
 * that takes its time to load.
 */
record ForeignStore(RealCluster cluster, String name) {

  static final String PASSWORD = "right";

  static ForeignStore start(RealCluster cluster, String name) {
    pod(cluster, name);
    cluster
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", name)
                .addNewPort()
                .withPort(6379)
                .withTargetPort(new IntOrString(6379))
                .endPort()
                .endSpec()
                .build())
        .serverSideApply();
    return new ForeignStore(cluster, name);
  }

  /** Says something to it. */
  String cli(String password, String command) throws Exception {
    return cluster.exec(name, "sh", "-c", "REDISCLI_AUTH=" + password + " redis-cli " + command);
  }

  /** Its address leads nowhere, as behind a network that is cut. */
  void cutOff() {
    select(name + "-nowhere");
  }

  void connect() {
    select(name);
  }

  void signal(String signal) throws Exception {
    signal(cluster, name, signal);
  }

  /** Sends it to the servers in a pod that shares its processes. */
  static void signal(RealCluster cluster, String pod, String signal) throws Exception {
    cluster.exec(
        pod,
        "sh",
        "-c",
        "for p in /proc/[0-9]*; do"
            + " if [ \"$(cat $p/comm)\" = redis-server ]; then kill -"
            + signal
            + " ${p#/proc/}; fi; done");
  }

  /** The server notices with its next write. */
  void fillDisk() throws Exception {
    cluster.exec(name, "sh", "-c", "head -c 100000000 /dev/zero >/data/filler || true");
    cli(PASSWORD, "set other:last 1");
  }

  void emptyDisk() throws Exception {
    cluster.exec(name, "rm", "/data/filler");
  }

  /** A hundred thousand keys at 200 microseconds each. */
  void restartWithMuchToLoad() throws Exception {
    cli(PASSWORD, "eval \"for i=1,100000 do redis.call('set','other:'..i,i) end\" 0");
    // Later, since the shell ends with the server of its container.
    cluster.exec(
        name,
        "sh",
        "-c",
        "(sleep 1; REDISCLI_AUTH="
            + PASSWORD
            + " redis-cli shutdown nosave) >/dev/null 2>&1 </dev/null &");
  }

  private void select(String app) {
    cluster
        .client
        .services()
        .inNamespace(cluster.namespace)
        .withName(name)
        .edit(
            service ->
                new ServiceBuilder(service)
                    .editSpec()
                    .withSelector(Map.of("app", app))
                    .endSpec()
                    .build());
  }

  private static void pod(RealCluster cluster, String name) {
    cluster
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.namespace)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withShareProcessNamespace(true)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(999L)
                .withFsGroup(999L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewVolume()
                .withName("data")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("24Mi"))
                .endEmptyDir()
                .endVolume()
                .addNewContainer()
                .withName("redis")
                .withImage("redis:8.0")
                .withCommand("redis-server")
                .withArgs(
                    "--requirepass",
                    PASSWORD,
                    "--dir",
                    "/data",
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--key-load-delay",
                    "200")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build())
        .serverSideApply();
  }
}
