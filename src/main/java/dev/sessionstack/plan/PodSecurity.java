package dev.sessionstack.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Pod Security Standards: what pods of ours have, and what of a pod template is against a
 * level. What the standards make easier for Windows and for user namespaces is not made easier
 * here.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>, those of Kubernetes 1.34
 */
public final class PodSecurity {

  /** How much a pod may do on its node; each allows all that the ones after it allow. */
  public enum Level {
    Privileged,
    Baseline,
    Restricted
  }

  /**
   * @param path of the field in the pod template, with the names of containers and volumes
   * @param demand what it has to be
   */
  public record Violation(String path, String demand) {}

  static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
  static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

  /** Those that are a namespace's own, or that no other process sees. */
  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");

  /** A kind that is not known here is not allowed. */
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  /** What {@code Restricted} asks of a pod, as this user. */
  public static PodSecurityContext pod(long user) {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(user)
        .withRunAsGroup(user)
        .withFsGroup(user)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  /** What {@code Restricted} asks of a container, and a read-only root on top. */
  public static SecurityContext container() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withCapabilities(new Capabilities(null, List.of("ALL")))
        .build();
  }

  /** All that is against a level, in the order of the standard. */
  public static List<Violation> violations(Level level, PodTemplateSpec template) {
    // As it is typed, and not as it was written: there, "true" may be a text.
    var root = Place.of(JSON.valueToTree(template));
    var pod = root.at("spec");
    var found = new ArrayList<Violation>();
    if (level != Level.Privileged) {
      baseline(root, pod, found::add);
      containers(pod).forEach(container -> ContainerSecurity.baseline(container, found::add));
    }
    if (level == Level.Restricted) {
      restricted(pod, found::add);
      containers(pod)
          .forEach(container -> ContainerSecurity.restricted(container, pod, found::add));
    }
    return found.stream().distinct().toList();
  }

  private static Stream<Place> containers(Place pod) {
    return Stream.of("containers", "initContainers", "ephemeralContainers").flatMap(pod::each);
  }

  private static void baseline(Place root, Place pod, Consumer<Violation> found) {
    Stream.of("hostNetwork", "hostPID", "hostIPC").map(pod::at).forEach(p -> p.not("true", found));
    contexts(pod.at("securityContext"), found);
    pod.at("securityContext").each("sysctls").forEach(s -> s.at("name").among(SYSCTLS, found));
    pod.each("volumes").map(v -> v.at("hostPath")).forEach(p -> p.absent(found));
    root.at("metadata")
        .fields("annotations")
        .filter(annotation -> annotation.name().startsWith(APPARMOR))
        .filter(annotation -> !annotation.text().startsWith("localhost/"))
        .forEach(annotation -> annotation.among(Set.of("runtime/default"), found));
  }

  /** What may be said of a pod and of a container alike. */
  static void contexts(Place context, Consumer<Violation> found) {
    context.at("windowsOptions").at("hostProcess").not("true", found);
    context.at("appArmorProfile").at("type").among(PROFILES, found);
    context.at("seccompProfile").at("type").among(PROFILES, found);
    var selinux = context.at("seLinuxOptions");
    selinux.at("type").among(SELINUX_TYPES, found);
    selinux.at("user").among(Set.of(""), found);
    selinux.at("role").among(Set.of(""), found);
  }

  private static void restricted(Place pod, Consumer<Violation> found) {
    pod.at("securityContext").at("runAsUser").not("0", found);
    pod.each("volumes")
        .flatMap(Place::fields)
        .filter(kind -> !kind.name().equals("name") && !kind.name().equals("hostPath"))
        .filter(kind -> !VOLUMES.contains(kind.name()))
        .forEach(kind -> kind.absent(found));
  }

  private PodSecurity() {}
}
