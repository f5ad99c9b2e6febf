package dev.sessionstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {
  @TempDir Path folder;

  @Test
  void addsMovesAndRemovesNames() {
    var hosts = new HostsFile(folder.resolve("hosts"));
    hosts.put("a.default.svc", "127.0.0.2");
    hosts.put("b.default.svc", "127.0.0.3");
    hosts.put("a.default.svc", "127.0.0.4");
    hosts.remove("b.default.svc");
    hosts.remove("unknown");

    assertThat(hosts.file())
        .hasContent(
            """
            127.0.0.1 localhost
            127.0.0.4 a.default.svc
            """);
  }

  @Test
  void keepsWhatIsThere() {
    new HostsFile(folder.resolve("hosts")).put("a", "127.0.0.2");

    var again = new HostsFile(folder.resolve("hosts"));

    assertThat(again.address("a")).contains("127.0.0.2");
    assertThat(again.address("b")).isEmpty();
  }
}
