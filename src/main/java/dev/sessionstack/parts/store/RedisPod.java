package dev.sessionstack.parts.store;

import dev.sessionstack.parts.PodTemplate;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.PodSecurity;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The pod that the Redis server runs in. It rolls when what of its configuration changes takes a
 * restart; its password does not.
 */
public final class RedisPod {

  /** The user {@code redis} of the official image. */
  private static final long USER = 999;

  private static final int READ_BY_GROUP = 0440;
  private static final String CONFIG = "sessionstack.dev/config";
  static final String PORT = "redis";

  /** Says of a pod that it was replaced for a password that its server could not be told. */
  public static final String RESET = "sessionstack.dev/password-reset";

  static PodTemplateSpec template(StackPlan plan, RedisPlan redis) {
    var template =
        PodTemplate.of(plan, Component.STORE, USER)
            .editMetadata()
            .addToAnnotations(PodTemplate.CONTENT, plan.storeHash())
            .addToAnnotations(CONFIG, digest(RedisConfig.fixed(redis)))
            .endMetadata()
            .editSpec()
            .withContainers(container(plan, redis))
            .withTerminationGracePeriodSeconds(120L) // time to write the last snapshot
            .addNewVolume()
            .withName("config")
            .withNewConfigMap()
            .withName(plan.names().redisConfig())
            .withDefaultMode(READ_BY_GROUP)
            .endConfigMap()
            .endVolume()
            .addNewVolume()
            .withName("auth")
            .withNewSecret()
            .withSecretName(plan.names().storeSecret())
            .withDefaultMode(READ_BY_GROUP)
            .addNewItem(Keys.AUTH_CONF, null, Keys.AUTH_CONF)
            .addNewItem(Keys.PASSWORD, null, Keys.PASSWORD)
            .endSecret()
            .endVolume()
            .endSpec();
    plan.store()
        .reset()
        .ifPresent(reset -> template.editMetadata().addToAnnotations(RESET, reset).endMetadata());
    if (redis.volume().isEmpty()) {
      template
          .editSpec()
          .addNewVolume()
          .withName("data")
          .withNewEmptyDir()
          .endEmptyDir()
          .endVolume()
          .endSpec();
    }
    redis
        .tlsSecret()
        .ifPresent(
            secret ->
                template
                    .editSpec()
                    .addNewVolume()
                    .withName("tls")
                    .withNewSecret()
                    .withSecretName(secret)
                    .withDefaultMode(READ_BY_GROUP)
                    .endSecret()
                    .endVolume()
                    .endSpec());
    return PodTemplate.patched(template.build(), redis.patch());
  }

  private static Container container(StackPlan plan, RedisPlan redis) {
    var container =
        new ContainerBuilder()
            .withName(RedisPlan.CONTAINER)
            .withImage(redis.image())
            .withCommand("redis-server", RedisConfig.FOLDER + "/" + RedisConfig.FILE)
            .withWorkingDir("/data")
            .addNewEnv()
            .withName("REDISCLI_AUTH") // for people who exec into the pod, until a rotation
            .withNewValueFrom()
            .withNewSecretKeyRef(Keys.PASSWORD, plan.names().storeSecret(), null)
            .endValueFrom()
            .endEnv()
            .withResources(redis.resources())
            .addNewPort()
            .withName(PORT)
            .withContainerPort(RedisPlan.PORT)
            .withProtocol("TCP")
            .endPort()
            .withNewReadinessProbe()
            .withNewExec()
            .withCommand(ping(redis))
            .endExec()
            .withPeriodSeconds(5)
            .withTimeoutSeconds(5)
            .withFailureThreshold(3)
            .endReadinessProbe()
            // Only that it listens: a server that loads or saves must not be killed for it.
            .withNewLivenessProbe()
            .withNewTcpSocket()
            .withPort(new IntOrString(PORT))
            .endTcpSocket()
            .withPeriodSeconds(20)
            .withTimeoutSeconds(5)
            .withFailureThreshold(9)
            .endLivenessProbe()
            .withSecurityContext(PodSecurity.container())
            .addNewVolumeMount()
            .withName("config")
            .withMountPath(RedisConfig.FOLDER)
            .withReadOnly(true)
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("auth")
            .withMountPath(RedisConfig.AUTH_FOLDER)
            .withReadOnly(true)
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("data")
            .withMountPath("/data")
            .endVolumeMount();
    if (redis.tlsSecret().isPresent()) {
      container
          .addNewVolumeMount()
          .withName("tls")
          .withMountPath(RedisConfig.TLS_FOLDER)
          .withReadOnly(true)
          .endVolumeMount();
    }
    return container.build();
  }

  /**
   * Answers PONG only when it serves: while it loads, PING is an error. The password is that of the
   * file, which follows the Secret; the environment keeps what it was when the pod started.
   */
  private static List<String> ping(RedisPlan redis) {
    var tls =
        redis.tlsSecret().isPresent()
            ? "--tls --cacert " + RedisConfig.TLS_FOLDER + "/ca.crt "
            : "";
    // The dot keeps line breaks at the end, which $(...) drops: a user's password may have some.
    return List.of(
        "sh",
        "-c",
        "p=\"$(cat %s/%s; printf .)\"; REDISCLI_AUTH=\"${p%%.}\" redis-cli %sping | grep -q PONG"
            .formatted(RedisConfig.AUTH_FOLDER, Keys.PASSWORD, tls));
  }

  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private RedisPod() {}
}
