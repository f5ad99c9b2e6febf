package dev.sessionstack.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A user who reads a session twice a second from a {@link Workbench}, and counts how it goes. */
final class Watcher {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** It outlives the command that starts it. */
  private static final String LAUNCH =
      "import subprocess, sys; n = subprocess.DEVNULL; subprocess.Popen(['python3', '-c',"
          + " *sys.argv[1:]], stdin=n, stdout=n, stderr=n, start_new_session=True)";

  private final Workbench workbench;
  private final String file;

  /** Logs in at a URL and begins; returns when the first reads are done. */
  Watcher(Workbench workbench, String url, String host, String username) throws Exception {
    this.workbench = workbench;
    this.file = "/tmp/" + username + ".json";
    var script = Files.readString(Path.of("src/test/resources/cluster/watcher.py"));
    workbench.python(LAUNCH, Stream.of(script, url, host, username, file).toArray(String[]::new));
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> figures().get("reads").asInt() - figures().get("failed").asInt() >= 2);
  }

  /** Reads, those that failed, sessions that were lost, and the longest time without one, in s. */
  JsonNode figures() throws Exception {
    return JSON.readTree(workbench.python("import sys; print(open(sys.argv[1]).read())", file));
  }
}
