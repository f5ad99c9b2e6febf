package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisConfTest {
  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final String FOLDER = HERE.toString().replace('\\', '/');

  @Test
  void movesPathsAndAddress() {
    var conf =
        RedisConf.of(
            """
            # Made by the operator.
            bind * -::*
            port 6379
            include /etc/redis-auth/auth.conf
            dir /data
            maxmemory 1024
            save 3600 1 300 100
            """);

    var mounts = Map.of("/etc/redis", HERE.resolve("a"), "/etc/redis-auth", HERE.resolve("b"));

    assertThat(conf.mounted(mounts).at("127.0.0.9", 7000, HERE.resolve("data")).text())
        .isEqualTo(
            """
            include "%s/b/auth.conf"
            maxmemory 1024
            save 3600 1 300 100
            bind 127.0.0.9
            port 7000
            dir "%s/data"
            """
                .formatted(FOLDER, FOLDER));
  }

  @Test
  void keepsTls() {
    var conf =
        RedisConf.of(
            """
            port 0
            tls-port 6379
            tls-cert-file /etc/redis-tls/tls.crt
            """);

    assertThat(conf.mounted(Map.of("/etc/redis-tls", HERE)).at("127.0.0.9", 6379, HERE).lines())
        .containsExactly(
            "tls-cert-file \"" + FOLDER + "/tls.crt\"",
            "bind 127.0.0.9",
            "port 0",
            "tls-port 6379",
            "dir \"" + FOLDER + "\"");
  }
}
