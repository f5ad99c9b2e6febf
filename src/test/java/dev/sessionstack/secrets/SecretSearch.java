package dev.sessionstack.secrets;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for the values of Secrets where none may be: as they are, in Base64, as a URL or JSON
 * writes them. Values below 8 characters are passed over, since they are found anywhere.
 *
 * <p>What it finds is told by the Secret's name and key, and not by the value.
 */
public final class SecretSearch {

  /** What the operator writes, and what others make of it. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          SessionStack.class,
          SessionRevocation.class,
          Event.class,
          Pod.class,
          ConfigMap.class,
          Service.class,
          ServiceAccount.class,
          PersistentVolumeClaim.class,
          Deployment.class,
          StatefulSet.class,
          Ingress.class,
          NetworkPolicy.class);

  private static final int SHORTEST = 8;

  /** What of a Secret everybody may see. */
  private static final Set<String> PUBLIC = Set.of("ca.crt", "tls.crt", "username");

  /** Each form of a value, and whose it is. */
  private final Map<String, String> forms = new TreeMap<>();

  /** Remembers the values that all Secrets have now. They stay when the Secrets change. */
  public SecretSearch remember(KubernetesClient client) {
    for (var secret : client.secrets().inAnyNamespace().list().getItems()) {
      remember(secret);
    }
    return this;
  }

  /** Remembers the values of a Secret. */
  public SecretSearch remember(Secret secret) {
    if (secret.getData() == null) {
      return this;
    }
    var name = secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    secret
        .getData()
        .forEach(
            (key, data) -> {
              if (!PUBLIC.contains(key)) {
                var value = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
                remember(name + "." + key, value);
              }
            });
    return this;
  }

  /** Remembers a value that is in no Secret. */
  public SecretSearch remember(String name, String value) {
    if (value.strip().length() < SHORTEST) {
      return this;
    }
    var json = Serialization.asJson(value.strip());
    for (var form :
        List.of(
            value.strip(),
            json.substring(1, json.length() - 1),
            URLEncoder.encode(value.strip(), StandardCharsets.UTF_8),
            URLEncoder.encode(value.strip(), StandardCharsets.UTF_8).replace("+", "%20"),
            base64(value).replace("=", ""),
            base64(value.strip()).replace("=", ""))) {
      forms.put(form, name);
    }
    return this;
  }

  /** How many forms of values it knows, so that a search for nothing is seen. */
  public int size() {
    return forms.size();
  }

  /** Whose values are in a text, and where that is. */
  public List<String> in(String where, String text) {
    return forms.entrySet().stream()
        .filter(form -> text.contains(form.getKey()))
        .map(form -> form.getValue() + " in " + where)
        .distinct()
        .toList();
  }

  public List<String> in(Path file) {
    try {
      return in(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In what everybody on the machine sees of a process, and what its user does. */
  public List<String> inProcess(String what, long pid) {
    return Stream.of("cmdline", "environ")
        .flatMap(
            file -> {
              var path = Path.of("/proc", String.valueOf(pid), file);
              return Files.isReadable(path) ? in(path).stream() : Stream.<String>empty();
            })
        .map(found -> found + " of " + what)
        .toList();
  }

  /** In all objects of these kinds, whole: labels, annotations, managed fields, status. */
  public List<String> inObjects(KubernetesClient client, List<Class<? extends HasMetadata>> kinds) {
    var found = new ArrayList<String>();
    for (var kind : kinds) {
      for (var object : client.resources(kind).inAnyNamespace().list().getItems()) {
        var name =
            kind.getSimpleName()
                + " "
                + object.getMetadata().getNamespace()
                + "/"
                + object.getMetadata().getName();
        found.addAll(in(name, Serialization.asJson(object)));
      }
    }
    return found;
  }

  /** In what an address answers. */
  public List<String> inAnswer(String url) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).build();
      var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return in(url, answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
