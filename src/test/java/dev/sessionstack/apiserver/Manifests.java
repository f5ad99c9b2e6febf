package dev.sessionstack.apiserver;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What {@code crds/} and {@code manifests/} make, but for the operator's Deployment, whose part the
 * test plays.
 *
 * @param objects of the kustomization
 * @param admin may do everything
 */
record Manifests(List<HasMetadata> objects, KubernetesClient admin) {

  private static final String NAMESPACE = "sessionstack-system";
  private static final String ACCOUNT = "sessionstack-operator";

  /** Who the operator is to the API server. */
  static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT;

  static Manifests on(ApiServer server, KubernetesClient admin) {
    server.kubectl("apply", "-f", "crds");
    var manifests = server.kubectl("kustomize", "manifests").getBytes(StandardCharsets.UTF_8);
    var objects = admin.load(new ByteArrayInputStream(manifests)).items();
    objects.stream()
        .filter(object -> !(object instanceof Deployment) && !(object instanceof Service))
        .forEach(object -> admin.resource(object).serverSideApply());
    return new Manifests(objects, admin);
  }

  /** What the operator shows the API server, to have its rights and no others. */
  String token() {
    var request = new TokenRequestBuilder().withNewSpec().endSpec().build();
    return admin
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(ACCOUNT)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  /** What the operator may do, as {@code verb group/resource}. */
  Set<String> rights() {
    var rights = new TreeSet<String>();
    for (var rule : bound().flatMap(this::rules).toList()) {
      for (var group : rule.getApiGroups()) {
        for (var resource : rule.getResources()) {
          rule.getVerbs().forEach(verb -> rights.add(AuditLog.right(verb, group, resource)));
        }
      }
    }
    return rights;
  }

  private Stream<RoleRef> bound() {
    return Stream.concat(
        all(ClusterRoleBinding.class)
            .filter(binding -> ours(binding.getSubjects()))
            .map(ClusterRoleBinding::getRoleRef),
        all(RoleBinding.class)
            .filter(binding -> ours(binding.getSubjects()))
            .map(RoleBinding::getRoleRef));
  }

  private static boolean ours(List<Subject> subjects) {
    return subjects.stream().anyMatch(subject -> ACCOUNT.equals(subject.getName()));
  }

  private Stream<PolicyRule> rules(RoleRef role) {
    return role.getKind().equals("Role")
        ? all(Role.class)
            .filter(one -> one.getMetadata().getName().equals(role.getName()))
            .flatMap(one -> one.getRules().stream())
        : all(ClusterRole.class)
            .filter(one -> one.getMetadata().getName().equals(role.getName()))
            .flatMap(one -> one.getRules().stream());
  }

  private <T extends HasMetadata> Stream<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast);
  }
}
