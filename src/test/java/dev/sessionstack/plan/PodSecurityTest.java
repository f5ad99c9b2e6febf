package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.PodSecurity.Level;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a template of the UI that is against the standard, and the field that is named. */
class PodSecurityTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {hostNetwork: true} | .spec.hostNetwork",
        "spec: {hostNetwork: 'true'} | .spec.hostNetwork",
        "spec: {hostPID: true} | .spec.hostPID",
        "spec: {hostIPC: true} | .spec.hostIPC",
        "spec: {volumes: [{name: v, hostPath: {path: /}}]} | .spec.volumes[v].hostPath",
        "spec: {volumes: [{name: tmp, hostPath: {path: /}}]} | .spec.volumes[tmp].hostPath",
        "spec: {securityContext: {windowsOptions: {hostProcess: true}}} |"
            + " .spec.securityContext.windowsOptions.hostProcess",
        "spec: {securityContext: {seLinuxOptions: {type: spc_t}}} |"
            + " .spec.securityContext.seLinuxOptions.type",
        "spec: {securityContext: {seLinuxOptions: {user: root}}} |"
            + " .spec.securityContext.seLinuxOptions.user",
        "spec: {securityContext: {seLinuxOptions: {role: sysadm_r}}} |"
            + " .spec.securityContext.seLinuxOptions.role",
        "spec: {securityContext: {appArmorProfile: {type: Unconfined}}} |"
            + " .spec.securityContext.appArmorProfile.type",
        "spec: {securityContext: {seccompProfile: {type: Unconfined}}} |"
            + " .spec.securityContext.seccompProfile.type",
        "spec: {securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}} |"
            + " .spec.securityContext.sysctls[kernel.msgmax].name",
        "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/ui: unconfined}} |"
            + " .metadata.annotations.container.apparmor.security.beta.kubernetes.io/ui",
      })
  void a_pod_against_baseline_is_named(String template, String path) {
    assertThat(paths(Level.Baseline, template)).containsExactly(path);
    assertThat(paths(Level.Restricted, template)).contains(path);
    assertThat(paths(Level.Privileged, template)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "securityContext: {privileged: true} | securityContext.privileged",
        "securityContext: {privileged: 'true'} | securityContext.privileged",
        "securityContext: {procMount: Unmasked} | securityContext.procMount",
        "securityContext: {capabilities: {add: [SYS_ADMIN]}} |"
            + " securityContext.capabilities.add[SYS_ADMIN]",
        "securityContext: {windowsOptions: {hostProcess: true}} |"
            + " securityContext.windowsOptions.hostProcess",
        "securityContext: {seLinuxOptions: {type: spc_t}} | securityContext.seLinuxOptions.type",
        "securityContext: {appArmorProfile: {type: Unconfined}} |"
            + " securityContext.appArmorProfile.type",
        "securityContext: {seccompProfile: {type: Unconfined}} |"
            + " securityContext.seccompProfile.type",
        "ports: [{containerPort: 80, hostPort: 80}] | ports[80].hostPort",
        "livenessProbe: {httpGet: {host: 10.0.0.1, port: 1}} | livenessProbe.httpGet.host",
        "readinessProbe: {tcpSocket: {host: 10.0.0.1, port: 1}} | readinessProbe.tcpSocket.host",
        "startupProbe: {httpGet: {host: 10.0.0.1, port: 1}} | startupProbe.httpGet.host",
        "lifecycle: {postStart: {httpGet: {host: a.b, port: 1}}} | lifecycle.postStart.httpGet.host",
        "lifecycle: {preStop: {tcpSocket: {host: a.b, port: 1}}} | lifecycle.preStop.tcpSocket.host",
      })
  void a_container_against_baseline_is_named_whatever_it_is_there_for(String fault, String path) {
    for (var list : List.of("containers", "initContainers", "ephemeralContainers")) {
      var template = "spec: {%s: [{name: ui, %s}]}".formatted(list, fault);
      var named = ".spec." + list + "[ui]." + path;
      assertThat(paths(Level.Baseline, template)).containsExactly(named);
      assertThat(paths(Level.Restricted, template)).contains(named);
      assertThat(paths(Level.Privileged, template)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {volumes: [{name: v, nfs: {server: s, path: /}}]} | .spec.volumes[v].nfs",
        "spec: {volumes: [{name: v, iscsi: {targetPortal: s, iqn: i, lun: 1}}]} |"
            + " .spec.volumes[v].iscsi",
        "spec: {volumes: [{name: v, image: {reference: i}}]} | .spec.volumes[v].image",
        "spec: {securityContext: {runAsUser: 0}} | .spec.securityContext.runAsUser",
        "spec: {securityContext: {runAsNonRoot: false}} | .spec.securityContext.runAsNonRoot",
        "spec: {securityContext: {runAsNonRoot: null}} | .spec.securityContext.runAsNonRoot",
        "spec: {securityContext: {seccompProfile: null}} | .spec.securityContext.seccompProfile.type",
        "spec: {containers: [{name: ui, securityContext: {runAsUser: 0}}]} |"
            + " .spec.containers[ui].securityContext.runAsUser",
        "spec: {containers: [{name: ui, securityContext: {runAsNonRoot: false}}]} |"
            + " .spec.containers[ui].securityContext.runAsNonRoot",
        "spec: {containers: [{name: ui, securityContext: {allowPrivilegeEscalation: true}}]} |"
            + " .spec.containers[ui].securityContext.allowPrivilegeEscalation",
        "spec: {containers: [{name: ui, securityContext: {allowPrivilegeEscalation: null}}]} |"
            + " .spec.containers[ui].securityContext.allowPrivilegeEscalation",
        "spec: {containers: [{name: ui, securityContext: {capabilities: {drop: [KILL]}}}]} |"
            + " .spec.containers[ui].securityContext.capabilities.drop",
        "spec: {containers: [{name: ui, securityContext: {capabilities: {add: [CHOWN]}}}]} |"
            + " .spec.containers[ui].securityContext.capabilities.add[CHOWN]",
      })
  void what_only_restricted_forbids_is_named_there_and_allowed_by_baseline(
      String template, String path) {
    assertThat(paths(Level.Restricted, template)).containsExactly(path);
    assertThat(paths(Level.Baseline, template)).isEmpty();
  }

  /** What a patch takes away counts as much as what it adds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$patch: replace",
        "spec: {$patch: replace, containers: [{name: ui}]}",
        "spec: {securityContext: {$patch: delete}}",
        "spec: {securityContext: null}",
        "spec: {containers: [{name: ui, securityContext: {$patch: replace, runAsUser: 5}}]}",
        "spec: {containers: [{$patch: replace}, {name: ui, image: x}]}",
        "spec: {containers: [{name: other}]}",
        "spec: {initContainers: [{name: first}]}",
      })
  void a_template_that_takes_our_settings_away_is_against_restricted(String template) {
    var whole =
        template.equals("$patch: replace") ? template + "\nspec: {containers: [{}]}" : template;
    assertThat(paths(Level.Restricted, whole)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {securityContext: {runAsUser: 5000, fsGroup: 4000}}",
        "spec: {securityContext: {runAsNonRoot: null}, containers: [{name: ui, securityContext:"
            + " {runAsNonRoot: true}}]}",
        "spec: {containers: [{name: ui, securityContext: {readOnlyRootFilesystem: false}}]}",
        "spec: {containers: [{name: ui, securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}]}",
        "spec: {securityContext: {seccompProfile: {type: Localhost, localhostProfile: p.json}}}",
        "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}}",
        "spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: c}}, {name: w}]}",
        "spec: {hostNetwork: false, nodeName: n, serviceAccountName: s}",
        "spec: {containers: [{name: ui, ports: [{containerPort: 80, hostPort: 0}]}]}",
        "spec: {containers: [{name: side, securityContext: {allowPrivilegeEscalation: false,"
            + " capabilities: {drop: [ALL]}}}]}",
        "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/ui:"
            + " runtime/default, other: unconfined}}",
      })
  void a_template_within_restricted_is_left_alone(String template) {
    assertThat(paths(Level.Restricted, template)).isEmpty();
  }

  @Test
  void a_bare_pod_is_within_baseline_only() {
    var pod = YAML.unmarshal("spec: {containers: [{name: c}]}", PodTemplateSpec.class);
    assertThat(PodSecurity.violations(Level.Baseline, pod)).isEmpty();
    assertThat(PodSecurity.violations(Level.Restricted, pod))
        .extracting(PodSecurity.Violation::path)
        .containsExactly(
            ".spec.containers[c].securityContext.allowPrivilegeEscalation",
            ".spec.securityContext.runAsNonRoot",
            ".spec.securityContext.seccompProfile.type",
            ".spec.containers[c].securityContext.capabilities.drop");
  }

  private static List<String> paths(Level level, String template) {
    var stack =
        Given.spec(
            "ui:\n  image: 'shop:1'\n  template:\n" + template.indent(4) + "store: {memory: {}}");
    var tenancy = new Tenancy(level, Tenancy.Snippets.Denied, java.util.Set.of());
    return StackPlan.of(stack, new Platform("system", tenancy), Given.around(stack))
        .problems()
        .stream()
        .peek(problem -> assertThat(problem.reason()).isEqualTo("PodSecurityViolated"))
        .map(problem -> problem.field().replaceFirst("^spec\\.ui\\.template", ""))
        .toList();
  }
}
