package dev.sessionstack.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder of manifests, and the folders in it: each file is applied when it is new, and again when
 * it was edited.
 */
final class Examples {
  private static final ObjectReader YAML =
      new YAMLMapper().readerFor(GenericKubernetesResource.class);
  private static final String NAMESPACE = "default";

  /** What stands deeper is what the others need. */
  private static final Comparator<Path> ORDER =
      Comparator.comparing(Path::getNameCount).reversed().thenComparing(Comparator.naturalOrder());

  private final KubernetesClient client;
  private final Path folder;
  private final Screen screen;
  private final Map<Path, FileTime> seen = new HashMap<>();
  private final Set<String> stacks = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();

  Examples(KubernetesClient client, Path folder, Screen screen) {
    this.client = client;
    this.folder = folder;
    this.screen = screen;
  }

  /** Names of the stacks that were applied. */
  Set<String> stacks() {
    return stacks;
  }

  /** Files that could not be applied as they are now. */
  Set<String> refused() {
    return refused;
  }

  /** Applies what has changed since the last time. */
  void refresh() {
    try (var files = Files.walk(folder, 2)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted(ORDER).toList()) {
        var modified = Files.getLastModifiedTime(file);
        var before = seen.put(file, modified);
        if (!modified.equals(before)) {
          apply(file, before == null ? "applied" : "edited, applied again");
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // An editor may replace a file while we look; the next look finds it.
    }
  }

  private void apply(Path file, String verb) throws IOException {
    var name = folder.getParent().relativize(file).toString();
    refused.remove(name);
    try {
      var objects = YAML.<GenericKubernetesResource>readValues(Files.readString(file)).readAll();
      objects.removeIf(Objects::isNull);
      if (objects.stream().anyMatch(Examples::isMadeOnce)) {
        return;
      }
      objects.forEach(this::kind); // all or nothing
      objects.forEach(this::apply);
      screen.say(name + ": " + verb);
    } catch (UnknownKind e) {
      screen.say(name + ": skipped, the API server does not have " + e.getMessage());
    } catch (JsonProcessingException e) {
      var at = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      refuse(name, "not applied, no valid YAML" + at + ": " + firstLine(e.getOriginalMessage()));
    } catch (KubernetesClientException e) {
      refuse(name, "not applied: " + reason(e));
    } catch (IllegalArgumentException e) {
      refuse(name, "not applied: " + e.getMessage());
    }
  }

  private void apply(GenericKubernetesResource object) {
    var kind = kind(object);
    var metadata = object.getMetadata();
    if (kind.getNamespaced() && metadata.getNamespace() == null) {
      metadata.setNamespace(NAMESPACE);
    }
    client
        .genericKubernetesResources(
            ResourceDefinitionContext.fromApiResource(object.getApiVersion(), kind))
        .resource(object)
        .fieldManager("sandbox")
        .forceConflicts()
        .serverSideApply();
    if (kind.getName().equals("sessionstacks")) {
      stacks.add(metadata.getNamespace() + "/" + metadata.getName());
    }
  }

  /** What asks for a name of its own is for kubectl create, when somebody wants it. */
  private static boolean isMadeOnce(GenericKubernetesResource object) {
    return object.getMetadata() != null
        && object.getMetadata().getName() == null
        && object.getMetadata().getGenerateName() != null;
  }

  private APIResource kind(GenericKubernetesResource object) {
    var metadata = object.getMetadata();
    if (object.getKind() == null || metadata == null || metadata.getName() == null) {
      throw new IllegalArgumentException("apiVersion, kind or metadata.name is missing");
    }
    return Optional.ofNullable(client.getApiResources(object.getApiVersion()))
        .map(APIResourceList::getResources)
        .orElse(List.of())
        .stream()
        .filter(resource -> resource.getKind().equals(object.getKind()))
        .filter(resource -> !resource.getName().contains("/"))
        .findFirst()
        .orElseThrow(() -> new UnknownKind(object.getApiVersion() + " " + object.getKind()));
  }

  private void refuse(String name, String why) {
    refused.add(name);
    screen.say(name + ": " + why);
  }

  private static String reason(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : firstLine(Objects.toString(e.getMessage(), "no answer"));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static final class UnknownKind extends RuntimeException {
    UnknownKind(String kind) {
      super(kind, null, false, false);
    }
  }
}
