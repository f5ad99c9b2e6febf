package dev.sessionstack.parts.store;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.Saving;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code redis.conf}, without the password, which is included from the store Secret.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/config/">Redis
 *     configuration</a>
 */
@ApplicationScoped
public class RedisConfig extends RedisPart<ConfigMap> {

  static final String FOLDER = "/etc/redis";
  static final String AUTH_FOLDER = "/etc/redis-auth";
  static final String TLS_FOLDER = "/etc/redis-tls";
  static final String FILE = "redis.conf";

  public RedisConfig() {
    super(ConfigMap.class);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().redisConfig();
  }

  @Override
  public ConfigMap desired(StackPlan plan) {
    return new ConfigMapBuilder()
        .withMetadata(owned(plan))
        .withData(Map.of(FILE, plan.store().managed().map(RedisConfig::text).orElse("")))
        .build();
  }

  /** How a server that starts with this configuration finds its sessions. */
  static Persistence persistence(ConfigMap live) {
    var text = live.getData() == null ? "" : live.getData().getOrDefault(FILE, "");
    var lines = text.lines().map(String::strip).toList();
    if (lines.contains("appendonly yes")) {
      return Persistence.AOF;
    }
    return lines.contains("save \"\"") ? Persistence.None : Persistence.RDB;
  }

  static String text(RedisPlan redis) {
    return fixed(redis, redis.saving().configured())
        + Arrays.stream(Setting.values())
            .map(setting -> setting.directive() + " " + redis.settings().value(setting) + "\n")
            .collect(Collectors.joining());
  }

  /**
   * What takes a restart; the rest is told to the server while it runs, too. How it saves is among
   * the rest, and is here what it is by default, which never changes for a store: so no pod rolls
   * when it changes, nor when the operator does that has learned it.
   */
  static String fixed(RedisPlan redis) {
    return fixed(redis, redis.volume().isPresent() ? Persistence.AOF : Persistence.None);
  }

  private static String fixed(RedisPlan redis, Persistence persistence) {
    return """
        # Made by the SessionStack operator; edits are put back.
        bind * -::*
        %s
        include %s/%s
        dir /data
        tcp-keepalive 60
        %s
        """
        .formatted(listener(redis), AUTH_FOLDER, Keys.AUTH_CONF, persistence(persistence));
  }

  private static String listener(RedisPlan redis) {
    return redis.tlsSecret().isEmpty()
        ? "port " + RedisPlan.PORT
        : """
          port 0
          tls-port %d
          tls-cert-file %s/tls.crt
          tls-key-file %s/tls.key
          tls-ca-cert-file %s/ca.crt
          tls-auth-clients no"""
            .formatted(RedisPlan.PORT, TLS_FOLDER, TLS_FOLDER, TLS_FOLDER);
  }

  /** Redis 6 takes one save point a line. */
  private static String persistence(Persistence persistence) {
    return switch (persistence) {
      case None ->
          """
          save ""
          appendonly no""";
      case RDB -> Saving.SNAPSHOTS.replaceAll("(\\d+ \\d+) ?", "save $1\n") + "appendonly no";
      case AOF ->
          """
          save ""
          appendonly yes
          appendfsync everysec""";
    };
  }
}
