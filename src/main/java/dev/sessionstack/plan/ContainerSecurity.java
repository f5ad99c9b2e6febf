package dev.sessionstack.plan;

import dev.sessionstack.plan.PodSecurity.Violation;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the Pod Security Standards ask of each container, whatever it is there for. */
final class ContainerSecurity {

  /** What a container runtime grants where nothing is said. */
  private static final Set<String> DEFAULT_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  static void baseline(Place container, Consumer<Violation> found) {
    var context = container.at("securityContext");
    context.at("privileged").not("true", found);
    context.at("procMount").among(Set.of("Default"), found);
    PodSecurity.contexts(context, found);
    context
        .at("capabilities")
        .each("add")
        .forEach(capability -> capability.among(DEFAULT_CAPABILITIES, found));
    container
        .each("ports")
        .map(port -> port.at("hostPort"))
        .forEach(p -> p.among(Set.of("0"), found));
    hooks(container)
        .flatMap(hook -> Stream.of(hook.at("httpGet"), hook.at("tcpSocket")))
        .map(action -> action.at("host"))
        .forEach(host -> host.among(Set.of(""), found));
  }

  /** What the kubelet does on the node's own network. */
  private static Stream<Place> hooks(Place container) {
    var lifecycle = container.at("lifecycle");
    return Stream.of(
        container.at("livenessProbe"),
        container.at("readinessProbe"),
        container.at("startupProbe"),
        lifecycle.at("postStart"),
        lifecycle.at("preStop"));
  }

  static void restricted(Place container, Place pod, Consumer<Violation> found) {
    var context = container.at("securityContext");
    var ofPod = pod.at("securityContext");
    context.at("allowPrivilegeEscalation").is("false", found);
    either(context.at("runAsNonRoot"), ofPod.at("runAsNonRoot")).is("true", found);
    context.at("runAsUser").not("0", found);
    either(context.at("seccompProfile").at("type"), ofPod.at("seccompProfile").at("type"))
        .is("RuntimeDefault", PodSecurity.PROFILES, found);
    var capabilities = context.at("capabilities");
    if (capabilities.each("drop").noneMatch(capability -> capability.text().equals("ALL"))) {
      found.accept(new Violation(capabilities.at("drop").path(), "has to be [ALL]"));
    }
    capabilities
        .each("add")
        .filter(capability -> DEFAULT_CAPABILITIES.contains(capability.text()))
        .forEach(capability -> capability.among(Set.of("NET_BIND_SERVICE"), found));
  }

  /** What a container says wins over what its pod says. */
  private static Place either(Place ofContainer, Place ofPod) {
    return ofContainer.isAbsent() ? ofPod : ofContainer;
  }

  private ContainerSecurity() {}
}
