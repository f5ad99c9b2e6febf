package dev.sessionstack.sandbox;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CRDs in a folder. */
record CustomKinds(Path folder) {
  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 100;

  /** Applies them, and waits until the API server serves them. */
  void install(KubernetesClient client) throws IOException, InterruptedException {
    try (var files = Files.list(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yml")).toList()) {
        try (var text = Files.newInputStream(file)) {
          client.load(text).serverSideApply();
        }
      }
    }
    for (int i = 0; !served(client); i++) {
      if (i == TRIES) {
        throw new IllegalStateException("the API server does not serve the kinds of " + folder);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean served(KubernetesClient client) {
    try {
      client.resources(SessionStack.class).inAnyNamespace().list();
      client.resources(SessionRevocation.class).inAnyNamespace().list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
