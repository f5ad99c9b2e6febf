package dev.sessionstack.sandbox;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The volumes of pods as folders. Claims are kept by uid, so that their data outlives the pod, and
 * is gone once the claim is another; everything else belongs to the pod.
 */
record PodVolumes(KubernetesClient client, Path folder) {

  /** A volume that is not there, or not yet. */
  static final class Missing extends RuntimeException {
    Missing(String what, String name) {
      super(what + " \"" + name + "\" not found", null, false, false);
    }
  }

  /** The folder of this pod itself. */
  Path of(Pod pod) {
    return folder.resolve("pods").resolve(pod.getMetadata().getUid());
  }

  /** Where each mount of the pod's first container is found. */
  Map<String, Path> mounts(Pod pod) {
    var found = new HashMap<String, Path>();
    for (var mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
      pod.getSpec().getVolumes().stream()
          .filter(volume -> volume.getName().equals(mount.getName()))
          .forEach(volume -> found.put(mount.getMountPath(), place(pod, volume)));
    }
    return found;
  }

  private Path place(Pod pod, Volume volume) {
    var namespace = pod.getMetadata().getNamespace();
    var own = of(pod).resolve(volume.getName());
    if (volume.getConfigMap() != null) {
      var name = volume.getConfigMap().getName();
      var config = client.configMaps().inNamespace(namespace).withName(name).get();
      if (config == null) {
        throw new Missing("configmap", name);
      }
      var files = new HashMap<String, byte[]>();
      config
          .getData()
          .forEach((key, text) -> files.put(key, text.getBytes(StandardCharsets.UTF_8)));
      return write(own, files, volume.getConfigMap().getItems());
    }
    if (volume.getSecret() != null) {
      var name = volume.getSecret().getSecretName();
      var secret = client.secrets().inNamespace(namespace).withName(name).get();
      if (secret == null) {
        throw new Missing("secret", name);
      }
      var files = new HashMap<String, byte[]>();
      secret.getData().forEach((key, text) -> files.put(key, Base64.getDecoder().decode(text)));
      return write(own, files, volume.getSecret().getItems());
    }
    if (volume.getPersistentVolumeClaim() != null) {
      var name = volume.getPersistentVolumeClaim().getClaimName();
      var claim = client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
      if (claim == null) {
        throw new Missing("persistentvolumeclaim", name);
      }
      return folder.resolve("claims").resolve(claim.getMetadata().getUid());
    }
    return own;
  }

  private static Path write(Path folder, Map<String, byte[]> files, List<KeyToPath> items) {
    try {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        if (items == null || items.isEmpty()) {
          Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        for (var item : items == null ? List.<KeyToPath>of() : items) {
          if (item.getKey().equals(file.getKey())) {
            Files.write(folder.resolve(item.getPath()), file.getValue());
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
